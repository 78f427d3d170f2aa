export { ACME, CELL, GLOBEX, Shop, tenant } from './shop.ts';
export {
  BRIDGED,
  MAX_EVENT_BYTES,
  ORDERS,
  POOLED,
  RETURNS,
  SHOP,
  SILOED,
} from './shop-catalogue.ts';
