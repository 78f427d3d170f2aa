export { createPublisher } from './create-publisher.ts';
export { PublisherClosed } from './errors.ts';
export type { EventMap, EventOf, OutgoingEvent } from './event-map.ts';
export type { TenantPublisher } from './tenant-publisher.ts';
