/* For those who publish. */
export {
  createPublisher,
  type EventMap,
  type EventOf,
  type OutgoingEvent,
  PublisherClosed,
  type TenantPublisher,
} from './publish/index.ts';
