import type * as access from '@tributary/domain/access';
import type * as consumption from '@tributary/domain/consumption';
import type * as erasure from '@tributary/domain/erasure';
import type * as events from '@tributary/domain/events';
import type * as keys from '@tributary/domain/keys';
import type * as placement from '@tributary/domain/placement';
import type * as quotas from '@tributary/domain/quotas';
import type * as tenancy from '@tributary/domain/tenancy';
import type * as topics from '@tributary/domain/topics';
import type { ErrorCode, PlatformError } from '@tributary/kernel';
import type * as request from './request-errors.ts';

/** An error that carries another one's code has none of its own. */
type CodeOf<Instance> = Instance extends PlatformError
  ? ErrorCode extends Instance['code']
    ? never
    : Instance['code']
  : never;
type CodesOf<Area> = {
  [Name in keyof Area]: Area[Name] extends new (
    ...parameters: never[]
  ) => infer Instance
    ? CodeOf<Instance>
    : never;
}[keyof Area];

/** Every code that a caller can meet: the errors of all areas of the domain and of the API itself. */
export type KnownCode =
  | CodesOf<typeof access>
  | CodesOf<typeof consumption>
  | CodesOf<typeof erasure>
  | CodesOf<typeof events>
  | CodesOf<typeof keys>
  | CodesOf<typeof placement>
  | CodesOf<typeof quotas>
  | CodesOf<typeof tenancy>
  | CodesOf<typeof topics>
  | CodesOf<typeof request>;

export type ErrorMeaning = {
  /** HTTP status. */
  readonly status: number;
  readonly meaning: string;
};

/** A code that is missing here does not compile. */
export const errorTable = {
  'access.denied': { status: 403, meaning: 'The identity may not do this on the cluster' },
  'access.forbidden': { status: 403, meaning: 'The token does not open this' },
  'access.kafka-arn-invalid': {
    status: 500,
    meaning: 'A resource name of the cluster is malformed',
  },
  'access.policy-invalid': { status: 500, meaning: 'A policy document is malformed' },
  'access.token-request-invalid': {
    status: 400,
    meaning: 'The token that was asked for cannot be made',
  },
  'access.unauthenticated': { status: 401, meaning: 'A token that is valid is needed' },
  'catalogue.invalid': { status: 500, meaning: 'The catalogue contradicts itself' },
  'catalogue.tier-impossible': {
    status: 500,
    meaning: 'A tier asks of its isolation model what it cannot do',
  },
  'cell.full': { status: 503, meaning: 'The cell has no room for the tenant' },
  'cell.none': { status: 503, meaning: 'There is no cell that takes the tenant' },
  'cell.unknown': { status: 500, meaning: 'There is no such cell' },
  'cluster.unavailable': { status: 503, meaning: 'The cluster did not answer' },
  'consumer.aggregate-waits': {
    status: 503,
    meaning: 'The record waits for an earlier one of its aggregate',
  },
  'consumer.committed-twice': { status: 500, meaning: 'A handler committed twice' },
  'consumer.epoch-fenced': {
    status: 500,
    meaning: 'The record was written under a placement that had ended',
  },
  'consumer.event-invalid': {
    status: 500,
    meaning: 'A consumer was given no event of a Kafka mapping',
  },
  'consumer.failed': { status: 503, meaning: 'A batch failed and comes again' },
  'consumer.handler-missing': {
    status: 500,
    meaning: 'The consumer has no handler for the event type',
  },
  'consumer.name-invalid': { status: 400, meaning: 'The consumer name is malformed' },
  'consumer.no-tenant': { status: 500, meaning: 'Code ran outside of any tenant' },
  'consumer.parked': { status: 409, meaning: 'The record waits behind one in quarantine' },
  'consumer.poisoned': { status: 409, meaning: 'The record failed every attempt' },
  'consumer.publishing-unavailable': {
    status: 500,
    meaning: 'The consumer was deployed without a publisher',
  },
  'consumer.stream-mismatch': {
    status: 500,
    meaning: 'The consumer was given a topic of another stream',
  },
  'consumer.timed-out': { status: 503, meaning: 'A handler ran past its time limit' },
  'consumer.turn-missed': {
    status: 503,
    meaning: 'The time of the batch was up before the record',
  },
  'consumer.unknown': { status: 404, meaning: 'There is no such consumer' },
  'envelope.context-invalid': { status: 500, meaning: 'What an envelope is bound to is malformed' },
  'envelope.invalid': { status: 500, meaning: 'The bytes are no envelope' },
  'envelope.refused': {
    status: 500,
    meaning: 'The envelope does not open for this tenant and identity',
  },
  'erasure.basis-invalid': {
    status: 400,
    meaning: 'The basis of the erasure is missing or malformed',
  },
  'erasure.not-confirmed': {
    status: 400,
    meaning: 'The confirmation does not repeat the tenant id',
  },
  'erasure.residue-found': { status: 500, meaning: 'The scan found what should be gone' },
  'event.aggregate-invalid': { status: 400, meaning: 'The aggregate id is malformed' },
  'event.batch-too-large': {
    status: 413,
    meaning: 'The batch holds more than may be published at once',
  },
  'event.body-invalid': { status: 500, meaning: 'The body of the record is malformed' },
  'event.headers-invalid': { status: 500, meaning: 'The headers of the record are malformed' },
  'event.invalid': {
    status: 400,
    meaning: 'A member of the event is missing, unknown or malformed',
  },
  'event.key-invalid': { status: 500, meaning: 'The key of the record is malformed' },
  'event.publish-too-slow': {
    status: 503,
    meaning: 'Keys or rate took longer than the placement may be acted upon',
  },
  'event.schema-mismatch': { status: 422, meaning: 'The data does not fit the schema of its type' },
  'event.seal-missing': {
    status: 500,
    meaning: 'The record is not sealed where its tier says that it is',
  },
  'event.tenant-mismatch': {
    status: 500,
    meaning: 'Topic, headers and body name different tenants',
  },
  'event.too-large': { status: 413, meaning: 'The event is larger than its tier allows' },
  'event.type-unknown': { status: 422, meaning: 'The stream has no event type of this name' },
  'group.unknown': { status: 404, meaning: 'There is no such consumer group' },
  'keys.missing': { status: 500, meaning: 'The key is not there, and no tombstone says why' },
  'keys.sealer-expired': { status: 503, meaning: 'A data key was used past its lease' },
  'keys.shredded': { status: 410, meaning: 'The keys of the tenant were destroyed' },
  'keys.vault-unavailable': { status: 503, meaning: 'The key vault did not answer' },
  'operation.not-cancellable': {
    status: 409,
    meaning: 'The operation only goes forward, or has ended',
  },
  'operation.unknown': { status: 404, meaning: 'There is no such operation' },
  'platform.unavailable': { status: 503, meaning: 'Something within the platform did not answer' },
  'platform.unforeseen': { status: 500, meaning: 'Something that nobody foresaw' },
  'rate.batch-above-burst': {
    status: 413,
    meaning: 'The batch is larger than the burst of the tier',
  },
  'rate.exceeded': { status: 429, meaning: 'The tenant publishes faster than its tier allows' },
  'registry.concurrent-change': { status: 409, meaning: 'The record was changed by somebody else' },
  'replay.empty': { status: 422, meaning: 'No consumer reads what was asked for' },
  'replay.from-future': {
    status: 400,
    meaning: 'There is nothing to replay since a time in the future',
  },
  'replay.refused': { status: 409, meaning: 'The consumer does not take this replay' },
  'replay.stalled': { status: 503, meaning: 'The consumer gives a batch back again and again' },
  'request.cut-off': { status: 400, meaning: 'The body ended before its time' },
  'request.idempotency-key-reused': {
    status: 422,
    meaning: 'The Idempotency-Key came with another request before',
  },
  'request.invalid': {
    status: 400,
    meaning: 'The request does not have the shape that is asked for',
  },
  'request.method-refused': { status: 405, meaning: 'The address does not take this method' },
  'request.not-json': { status: 400, meaning: 'The body is not JSON' },
  'request.route-unknown': { status: 404, meaning: 'There is nothing at this address' },
  'request.too-large': { status: 413, meaning: 'The body is too large' },
  'stream.name-invalid': { status: 400, meaning: 'The stream name is malformed' },
  'stream.not-offered': { status: 422, meaning: "The tenant's tier does not include the stream" },
  'stream.unknown': { status: 404, meaning: 'There is no such stream' },
  'tenant.busy': { status: 409, meaning: 'Another operation runs on the tenant' },
  'tenant.erased': { status: 410, meaning: 'The tenant was erased' },
  'tenant.erasing': { status: 409, meaning: 'The tenant is being erased' },
  'tenant.exists': { status: 409, meaning: 'The id was onboarded with another request' },
  'tenant.id-invalid': { status: 400, meaning: 'The tenant id is malformed' },
  'tenant.id-reserved': { status: 400, meaning: 'The tenant id is a reserved word' },
  'tenant.not-ready': { status: 409, meaning: 'The tenant is not ready yet' },
  'tenant.state-refused': { status: 409, meaning: 'The state of the tenant does not allow this' },
  'tenant.suspended': { status: 409, meaning: 'The tenant is suspended' },
  'tenant.unknown': { status: 404, meaning: 'There is no such tenant' },
  'tier.name-invalid': { status: 400, meaning: 'The tier name is malformed' },
  'tier.unknown': { status: 422, meaning: 'There is no such tier' },
  'topic.exists': { status: 500, meaning: 'The topic exists' },
  'topic.name-invalid': { status: 500, meaning: 'The topic name is malformed' },
  'topic.offset-out-of-range': { status: 416, meaning: 'The offset is not in the topic' },
  'topic.unknown': { status: 500, meaning: 'The topic is not there' },
} as const satisfies Record<KnownCode, ErrorMeaning>;

const meanings: ReadonlyMap<string, ErrorMeaning> = new Map(Object.entries(errorTable));

export function meaningOf(code: string): ErrorMeaning | undefined {
  return meanings.get(code);
}
