import * as z from 'zod';

const isoTime = z.iso.datetime();
const jsonObject = z.record(z.string(), z.json());

/** `POST /tenants`. */
export const onboardingRequest = z.strictObject({
  id: z.string(),
  tier: z.string(),
});

/** `POST /tenants/{id}/suspension`. */
export const suspensionRequest = z.strictObject({
  /** Bridge and silo only: stops deliveries too; after the retention time records are lost to the consumer. */
  pauseConsumers: z.boolean().exactOptional(),
});

/** `POST /tenants/{id}/erasures`. */
export const erasureRequest = z.strictObject({
  /** The tenant's id once more, so that no erasure is a slip of the finger. */
  confirm: z.string(),
  /** Why: 1 to 200 characters, for the certificate. */
  basis: z.string().min(1).max(200),
  /** Compensates a running onboarding, or ends a replay, first. */
  cancel: z.boolean().exactOptional(),
});

/** `POST /tenants/{id}/replays`. */
export const replayRequest = z.strictObject({
  /** All of the tenant's streams where it is absent. */
  streams: z.array(z.string()).min(1).max(100).readonly().exactOptional(),
  /** All that take a replay where it is absent. */
  consumer: z.string().exactOptional(),
  /** ISO 8601; from the beginning where it is absent. */
  since: isoTime.exactOptional(),
});

/** `POST /tenants/{id}/tokens`. */
export const tokenRequest = z.strictObject({
  scopes: z.array(z.string()).min(1).max(10).readonly(),
  /** 60 to 2,592,000 (30 days). */
  expiresInSeconds: z.int().min(60).max(2_592_000),
});

export const eventBatchRequest = z.strictObject({
  events: z.array(z.unknown()).min(1).max(1_000).readonly(),
});

export const stepView = z.object({
  name: z.string(),
  outcome: z.enum(['pending', 'running', 'done', 'failed', 'undoing', 'undone']),
  attempts: z.int(),
  startedAt: isoTime.exactOptional(),
  endedAt: isoTime.exactOptional(),
});

export const failureView = z.object({
  step: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.enum(['fix-request', 'retry-later', 'call-operator']),
  /** What to do about it, in a sentence. */
  todo: z.string(),
});

export const operationView = z.object({
  id: z.string(),
  kind: z.enum(['onboard', 'suspend', 'resume', 'erase', 'replay']),
  tenant: z.string(),
  state: z.enum(['running', 'undoing', 'succeeded', 'undone', 'stuck']),
  steps: z.array(stepView),
  failure: failureView.exactOptional(),
  notes: jsonObject,
  startedAt: isoTime,
  endedAt: isoTime.exactOptional(),
});

export const tenantView = z.object({
  id: z.string(),
  state: z.string(),
  tier: z.string(),
  streams: z.array(
    z.object({
      stream: z.string(),
      model: z.enum(['pool', 'bridge', 'silo']),
      cell: z.string(),
      epoch: z.int(),
      topic: z.string(),
    }),
  ),
  createdAt: isoTime,
  changedAt: isoTime,
  /** The operation that holds the tenant now. */
  operation: z.string().exactOptional(),
  /** When the last trace of an erased tenant is due to be gone. */
  erasureDueAt: isoTime.exactOptional(),
});

export const tenantPage = z.object({
  tenants: z.array(tenantView),
  /** Give it as `after` to get the next page; absent on the last one. */
  next: z.string().exactOptional(),
});

export const publishedView = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      stream: z.string(),
      partition: z.int(),
      offset: z.int(),
    }),
  ),
});

const eventView = z.object({
  id: z.string(),
  stream: z.string(),
  type: z.string(),
  schemaVersion: z.int(),
  aggregate: z.string(),
  time: isoTime,
  data: jsonObject,
  partition: z.int(),
  offset: z.int(),
});

export const eventPage = z.object({
  events: z.array(eventView),
  /** Give it as `cursor` to read on; it is there at the end too, for what comes. */
  cursor: z.string(),
  /** Nothing more was there when it was read. */
  isEnd: z.boolean(),
});

export const offsetsView = z.object({
  stream: z.string(),
  topic: z.string(),
  partitions: z.array(z.object({ partition: z.int(), earliest: z.int(), end: z.int() })),
  consumers: z.array(
    z.object({
      consumer: z.string(),
      group: z.string(),
      committed: z.array(z.object({ partition: z.int(), offset: z.int() })),
    }),
  ),
});

export const tokenView = z.object({ token: z.string(), expiresAt: isoTime });

export const tiersView = z.object({
  tiers: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      eventsPerSecond: z.number(),
      burst: z.number(),
      streams: z.array(
        z.object({
          stream: z.string(),
          model: z.enum(['pool', 'bridge', 'silo']),
          encryption: z.enum(['envelope', 'none']),
          partitions: z.int(),
          retentionMs: z.number(),
          maxEventBytes: z.int(),
        }),
      ),
    }),
  ),
});

export type OperationView = z.infer<typeof operationView>;
export type TenantView = z.infer<typeof tenantView>;
export type TenantPage = z.infer<typeof tenantPage>;
export type PublishedView = z.infer<typeof publishedView>;
export type EventView = z.infer<typeof eventView>;
export type EventPage = z.infer<typeof eventPage>;
export type OffsetsView = z.infer<typeof offsetsView>;
export type TokenView = z.infer<typeof tokenView>;
export type TiersView = z.infer<typeof tiersView>;
