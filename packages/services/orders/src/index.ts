export { orderNotices } from './order-notices.ts';
