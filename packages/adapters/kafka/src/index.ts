export { type GuardedCluster, KafkaAccessControl } from './access/kafka-access-control.ts';
export {
  ApacheKafka,
  type ApacheKafkaOptions,
  startApacheKafka,
} from './apache/apache-kafka.ts';
export { KafkaJarsRefused, KafkaNotStarted, KafkaRequirementMissing } from './apache/errors.ts';
export { APACHE_KAFKA_VERSION, kafkaJars } from './apache/jars.ts';
export { KafkaCell, type KafkaCellOptions } from './kafka-cell.ts';
export { KafkaClusterSessions } from './kafka-cluster-sessions.ts';
export type { KafkaLogin, KafkaSecurity } from './kafka-login.ts';
export { DELIVERY_TIMEOUT_MS } from './log/kafka-event-log.ts';
