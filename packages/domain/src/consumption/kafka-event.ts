/**
 * The event of a Lambda event source mapping for Amazon MSK.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export type KafkaEvent = {
  readonly eventSource: 'aws:kafka';
  readonly eventSourceArn: string;
  readonly bootstrapServers: string;
  /** By `<topic>-<partition>`. */
  readonly records: Readonly<Record<string, readonly KafkaEventRecord[]>>;
  /** Not of AWS: a replay worker says which replay its deliveries belong to. */
  readonly tributaryRun?: string;
};

export type KafkaEventRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  /** Base64. */
  readonly key?: string | null;
  /** Base64. */
  readonly value?: string | null;
  /** In order, one member each; bytes may be signed, as Java's are. */
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[];
};

/**
 * Names the first record of each partition that was not processed. The identifier is an object.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export type KafkaBatchResponse = {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: { readonly partition: string; readonly offset: number };
  }[];
};
