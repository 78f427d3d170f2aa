import { topicAdminContract } from '@tributary/domain/topics/topic-admin.contract';
import { kafkaCell, newFixture } from './support/kafka-world.ts';

const cell = kafkaCell();

topicAdminContract(() => newFixture(cell));
