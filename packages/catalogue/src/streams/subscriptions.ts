import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { amountMinor, count, currency, id, moment, text } from './fragments.ts';

const subscriptionCreated = z.strictObject({
  subscriptionId: id,
  accountId: id,
  plan: text,
  seats: z.int().min(1),
  billing: z.enum(['monthly', 'yearly']),
  createdAt: moment,
});

const planUpgraded = z.strictObject({
  subscriptionId: id,
  fromPlan: text,
  toPlan: text,
  effectiveAt: moment,
});

const invoiceGenerated = z.strictObject({
  invoiceId: id,
  subscriptionId: id,
  period: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
  lines: z.array(z.strictObject({ description: text, quantity: count, amountMinor })),
  currency,
  totalMinor: amountMinor,
  generatedAt: moment,
});

const paymentProcessed = z.strictObject({
  paymentId: id,
  invoiceId: id,
  currency,
  amountMinor,
  method: z.enum(['card', 'direct-debit', 'bank-transfer', 'wallet']),
  outcome: z.enum(['succeeded', 'failed']),
  processedAt: moment,
});

export const subscriptions: StreamDraft = {
  name: streamName('subscriptions'),
  description: 'Plans, invoices and payments',
  dataClass: 'personal',
  eventTypes: [
    eventType('SubscriptionCreated', 1, subscriptionCreated),
    eventType('PlanUpgraded', 1, planUpgraded),
    eventType('InvoiceGenerated', 1, invoiceGenerated),
    eventType('PaymentProcessed', 1, paymentProcessed),
  ],
  onPoison: 'park',
};
