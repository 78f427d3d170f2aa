import { PlatformError } from '@tributary/kernel';

/** Something that Apache Kafka needs is not on this machine; nothing was started. */
export class KafkaRequirementMissing extends PlatformError {
  override readonly name = 'KafkaRequirementMissing';
  readonly code = 'kafka.requirement-missing';
  readonly remedy = 'call-operator';
  constructor(
    { needs, found, fix }: { needs: string; found: string; fix: string },
    options?: ErrorOptions,
  ) {
    super(`Apache Kafka needs ${needs}; found ${found}. ${fix}`, { needs, found, fix }, options);
  }
}

/** A jar is not the one that this version was tested with; none of them is used. */
export class KafkaJarsRefused extends PlatformError {
  override readonly name = 'KafkaJarsRefused';
  readonly code = 'kafka.jars-refused';
  readonly remedy = 'call-operator';
  constructor({ jar, problem }: { jar: string; problem: string }, options?: ErrorOptions) {
    super(`The jars of Apache Kafka were not taken: ${jar} ${problem}`, { jar, problem }, options);
  }
}

/** The process ended, or took no connections in time; it is stopped. `log` is the file with its last words. */
export class KafkaNotStarted extends PlatformError {
  override readonly name = 'KafkaNotStarted';
  readonly code = 'kafka.not-started';
  readonly remedy = 'call-operator';
  constructor({ problem, log }: { problem: string; log: string }, options?: ErrorOptions) {
    super(`Apache Kafka did not start: ${problem}. See ${log}`, { problem, log }, options);
  }
}
