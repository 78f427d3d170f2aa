import { eventLogContract } from '@tributary/domain/topics/event-log.contract';
import { kafkaCell, newFixture } from './support/kafka-world.ts';

const cell = kafkaCell();

eventLogContract(() => newFixture(cell));
