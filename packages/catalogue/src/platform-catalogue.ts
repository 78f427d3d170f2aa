import { type Catalogue, catalogue } from '@tributary/domain/placement';
import type { StreamName } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import { consumers } from './consumers.ts';
import { analytics } from './streams/analytics.ts';
import { identity } from './streams/identity.ts';
import { notifications } from './streams/notifications.ts';
import { orders } from './streams/orders.ts';
import { subscriptions } from './streams/subscriptions.ts';
import { tenants } from './streams/tenants.ts';
import { users } from './streams/users.ts';
import { pools, tiers } from './tiers.ts';

/** Checked when it is loaded: a catalogue that promises the impossible starts nothing. */
export const platformCatalogue: Catalogue = catalogue({
  streams: [analytics, identity, notifications, orders, subscriptions, tenants, users],
  pools,
  tiers,
  consumers,
});

export type ListedSchema = {
  readonly stream: StreamName;
  readonly type: string;
  readonly version: number;
  readonly schema: JsonObject;
};

/** Of every event type, in the order of the catalogue. */
export const jsonSchemas: readonly ListedSchema[] = [...platformCatalogue.streams.values()].flatMap(
  ({ name, eventTypes }) =>
    [...eventTypes.values()].map((type) => ({
      stream: name,
      type: type.name,
      version: type.version,
      schema: type.jsonSchema,
    })),
);
