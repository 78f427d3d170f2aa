/* For those who publish. */

/* For those who choose the ids of their tenants. */
export { RESERVED_TENANT_IDS, type TenantId, tenantId } from '@tributary/domain/tenancy';
export {
  createPublisher,
  type EventMap,
  type EventOf,
  type OutgoingEvent,
  PublisherClosed,
  type TenantPublisher,
} from './publish/index.ts';
