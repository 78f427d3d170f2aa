import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { channel, id, moment, text } from './fragments.ts';

const notificationRequested = z.strictObject({
  notificationId: id,
  recipientId: id,
  channel,
  template: text,
  variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  requestedAt: moment,
});

const notificationSent = z.strictObject({
  notificationId: id,
  channel,
  provider: text,
  providerMessageId: id.exactOptional(),
  sentAt: moment,
});

const deliveryConfirmed = z.strictObject({
  notificationId: id,
  outcome: z.enum(['delivered', 'bounced', 'opened', 'complained']),
  confirmedAt: moment,
});

const templateUpdated = z.strictObject({
  template: text,
  revision: z.int().min(1),
  channel,
  updatedBy: id,
  updatedAt: moment,
});

export const notifications: StreamDraft = {
  name: streamName('notifications'),
  description: 'Messages to people, from the request to the confirmed delivery',
  dataClass: 'personal',
  eventTypes: [
    eventType('NotificationRequested', 1, notificationRequested),
    eventType('NotificationSent', 1, notificationSent),
    eventType('DeliveryConfirmed', 1, deliveryConfirmed),
    eventType('TemplateUpdated', 1, templateUpdated),
  ],
  onPoison: 'skip',
};
