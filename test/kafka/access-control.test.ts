import { accessControlContract } from '@tributary/domain/access/access-control.contract';
import { accessOn, kafkaCell } from './support/kafka-world.ts';

const cell = kafkaCell();

accessControlContract(async () => accessOn(cell));
