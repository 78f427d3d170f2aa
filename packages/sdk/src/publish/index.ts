export { createPublisher } from './create-publisher.ts';
export { PublisherClosed } from './errors.ts';
export { eventIds } from './event-ids.ts';
export type { EventMap, EventOf, OutgoingEvent } from './event-map.ts';
export type { TenantPublisher } from './tenant-publisher.ts';
