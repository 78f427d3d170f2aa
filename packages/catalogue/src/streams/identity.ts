import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { id, moment, text } from './fragments.ts';

const userRegistered = z.strictObject({
  userId: id,
  email: z.email(),
  method: z.enum(['password', 'passkey', 'sso', 'invitation']),
  registeredAt: moment,
});

const userAuthenticated = z.strictObject({
  userId: id,
  sessionId: id,
  method: z.enum(['password', 'passkey', 'sso']),
  mfa: z.boolean(),
  ipAddress: z.union([z.ipv4(), z.ipv6()]).exactOptional(),
  authenticatedAt: moment,
});

const roleAssigned = z.strictObject({
  userId: id,
  role: text,
  assignedBy: id,
  assignedAt: moment,
});

const permissionGranted = z.strictObject({
  grantee: z.strictObject({ kind: z.enum(['user', 'role']), id }),
  permission: text,
  resource: text.exactOptional(),
  grantedBy: id,
  grantedAt: moment,
});

const mfaEnabled = z.strictObject({
  userId: id,
  factor: z.enum(['totp', 'webauthn', 'sms', 'email']),
  enabledAt: moment,
});

export const identity: StreamDraft = {
  name: streamName('identity'),
  description: 'Who signs in, and what they may do',
  dataClass: 'personal',
  eventTypes: [
    eventType('UserRegistered', 1, userRegistered),
    eventType('UserAuthenticated', 1, userAuthenticated),
    eventType('RoleAssigned', 1, roleAssigned),
    eventType('PermissionGranted', 1, permissionGranted),
    eventType('MFAEnabled', 1, mfaEnabled),
  ],
  onPoison: 'park',
};
