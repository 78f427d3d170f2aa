import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { amountMinor, currency, id, moment, text } from './fragments.ts';

export const orderPlaced = z.strictObject({
  orderId: id,
  customerId: id,
  currency,
  lines: z
    .array(z.strictObject({ sku: id, quantity: z.int().min(1), unitPriceMinor: amountMinor }))
    .min(1),
  totalMinor: amountMinor,
  placedAt: moment,
});

export const orderShipped = z.strictObject({
  orderId: id,
  carrier: text,
  trackingCode: text.exactOptional(),
  shippedAt: moment,
});

export const orderDelivered = z.strictObject({ orderId: id, deliveredAt: moment });

export const orderCancelled = z.strictObject({
  orderId: id,
  reason: z.enum(['customer-request', 'payment-failed', 'out-of-stock', 'fraud']),
  cancelledAt: moment,
});

export const orders: StreamDraft = {
  name: streamName('orders'),
  description: 'What customers buy, from the order to its delivery',
  dataClass: 'personal',
  eventTypes: [
    eventType('OrderPlaced', 1, orderPlaced),
    eventType('OrderShipped', 1, orderShipped),
    eventType('OrderDelivered', 1, orderDelivered),
    eventType('OrderCancelled', 1, orderCancelled),
  ],
  onPoison: 'park',
};
