import { groupsContract } from '@tributary/domain/topics/groups.contract';
import { kafkaCell, newFixture } from './support/kafka-world.ts';

const cell = kafkaCell();

groupsContract(() => newFixture(cell));
