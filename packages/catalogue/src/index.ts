export { eventType } from './event-type.ts';
export {
  type CatalogueExtension,
  type ConsumerDraft,
  extendedCatalogue,
} from './extended-catalogue.ts';
export { jsonSchemas, type ListedSchema, platformCatalogue } from './platform-catalogue.ts';
export { userActivityRecorded } from './streams/analytics.ts';
export {
  orderCancelled,
  orderDelivered,
  orderPlaced,
  orderShipped,
} from './streams/orders.ts';
