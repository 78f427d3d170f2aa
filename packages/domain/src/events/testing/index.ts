export { ACME, GLOBEX, Shop, tenant } from './shop.ts';
export { BRIDGED, POOLED, SHOP, SILOED } from './shop-catalogue.ts';
