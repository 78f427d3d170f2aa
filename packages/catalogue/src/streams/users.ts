import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { id, moment, text } from './fragments.ts';

const profile = {
  displayName: text,
  email: z.email(),
  /** BCP 47, as `pt-BR`. */
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .exactOptional(),
  /** IANA, as `Europe/Lisbon`. */
  timeZone: text.exactOptional(),
};

const profileCreated = z.strictObject({ userId: id, ...profile, createdAt: moment });

const profileUpdated = z.strictObject({
  userId: id,
  changed: z.strictObject({
    displayName: text.exactOptional(),
    email: z.email().exactOptional(),
    locale: profile.locale,
    timeZone: profile.timeZone,
  }),
  updatedAt: moment,
});

const preferenceChanged = z.strictObject({
  userId: id,
  preference: text,
  value: z.union([z.string(), z.number(), z.boolean()]),
  changedAt: moment,
});

const userDeactivated = z.strictObject({
  userId: id,
  reason: z.enum(['left', 'policy', 'inactivity', 'request']),
  deactivatedAt: moment,
});

export const users: StreamDraft = {
  name: streamName('users'),
  description: 'Profiles and preferences of the people who use the product',
  dataClass: 'personal',
  eventTypes: [
    eventType('ProfileCreated', 1, profileCreated),
    eventType('ProfileUpdated', 1, profileUpdated),
    eventType('PreferenceChanged', 1, preferenceChanged),
    eventType('UserDeactivated', 1, userDeactivated),
  ],
  onPoison: 'park',
};
