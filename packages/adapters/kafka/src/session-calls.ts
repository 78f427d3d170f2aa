import {
  KAFKA_OPERATIONS,
  type KafkaOperation,
  type KafkaResource,
  type Principal,
  principalName,
  type ResourceOf,
} from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import {
  ClusterUnavailable,
  GroupUnknown,
  NotAuthorized,
  TopicExists,
  TopicUnknown,
} from '@tributary/domain/topics';
import type { KafkaConnection } from './kafka-connection.ts';
import { brokerSaid, isLoginRefused, isUnavailable } from './vendor-error.ts';

/** Calls to one cluster under one identity, with the errors of the domain. What is not foreseen passes through. */
export class SessionCalls {
  readonly connection: KafkaConnection;
  readonly cell: CellId;
  readonly #principal: Principal;

  constructor({
    cell,
    principal,
    connection,
  }: {
    readonly cell: CellId;
    readonly principal: Principal;
    readonly connection: KafkaConnection;
  }) {
    this.connection = connection;
    this.cell = cell;
    this.#principal = principal;
  }

  /**
   * @throws {NotAuthorized}
   * @throws {TopicUnknown} where the operation names a topic.
   * @throws {TopicExists}
   * @throws {GroupUnknown}
   * @throws {ClusterUnavailable}
   */
  async call<Operation extends KafkaOperation, Result>(
    operation: Operation,
    resource: ResourceOf<Operation>,
    work: (connection: KafkaConnection) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(this.connection);
    } catch (cause) {
      throw this.#translated(operation, resource, cause);
    }
  }

  #translated(operation: KafkaOperation, resource: KafkaResource, cause: unknown): unknown {
    const refused = brokerSaid(cause, REFUSALS) ?? (isLoginRefused(cause) && 'the login');
    if (refused) {
      return this.#notAuthorized(operation, resource, refused, cause);
    }
    const known = errorOfResource(resource, cause);
    if (known !== undefined) {
      return known;
    }
    return isUnavailable(cause)
      ? new ClusterUnavailable({ cell: this.cell, doing: operation }, { cause })
      : cause;
  }

  #notAuthorized(
    operation: KafkaOperation,
    resource: KafkaResource,
    refused: string,
    cause: unknown,
  ): NotAuthorized {
    return new NotAuthorized(
      {
        principal: principalName(this.#principal),
        action: KAFKA_OPERATIONS[operation].needs[0],
        resource: nameOf(resource),
        reason: `the broker refused: ${refused}`,
      },
      { cause },
    );
  }
}

const REFUSALS = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
] as const;

function errorOfResource(resource: KafkaResource, cause: unknown): Error | undefined {
  const topic = topicOf(resource);
  if (topic !== undefined && brokerSaid(cause, ['TOPIC_ALREADY_EXISTS'])) {
    return new TopicExists(topic, { cause });
  }
  if (
    topic !== undefined &&
    brokerSaid(cause, ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID'])
  ) {
    return new TopicUnknown(topic, { cause });
  }
  if (resource.kind === 'group' && brokerSaid(cause, ['GROUP_ID_NOT_FOUND'])) {
    return new GroupUnknown(resource.name, { cause });
  }
  return undefined;
}

function topicOf(resource: KafkaResource): string | undefined {
  switch (resource.kind) {
    case 'topic':
      return resource.name;
    case 'offsets':
      return resource.topic;
    case 'cluster':
    case 'group':
      return undefined;
  }
}

function nameOf(resource: KafkaResource): string {
  switch (resource.kind) {
    case 'cluster':
      return 'the cluster';
    case 'topic':
    case 'group':
      return `${resource.kind} ${resource.name}`;
    case 'offsets':
      return `offsets of group ${resource.group} on topic ${resource.topic}`;
  }
}
