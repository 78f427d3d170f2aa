import type { Brand } from '@tributary/kernel';
import { TenantIdInvalid, TenantIdReserved } from './errors.ts';

/**
 * Names a customer of the vendor: 3 to 32 characters of `a-z`, `0-9` and `-`. It holds no dot and no colon, so it can
 * stand as the first part of topics, groups and record keys. By contract it is no personal data; it is never used twice.
 */
export type TenantId = Brand<string, 'TenantId'>;

/** First parts of names that belong to the platform itself, and words that would mislead in a path or a policy. */
export const RESERVED_TENANT_IDS: ReadonlySet<string> = new Set([
  'admin',
  'all',
  'any',
  'anonymous',
  'aws',
  'canary',
  'cell',
  'default',
  'internal',
  'kafka',
  'null',
  'operator',
  'platform',
  'pool',
  'public',
  'root',
  'silo',
  'system',
  'tributary',
  'undefined',
]);

const PATTERN = /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/;

/**
 * @throws {TenantIdInvalid}
 * @throws {TenantIdReserved}
 */
export function tenantId(text: unknown): TenantId {
  if (typeof text !== 'string') {
    throw new TenantIdInvalid({ rule: 'is not a string' });
  }
  if (!PATTERN.test(text)) {
    throw new TenantIdInvalid({ rule: brokenRule(text) });
  }
  if (RESERVED_TENANT_IDS.has(text)) {
    throw new TenantIdReserved(text);
  }
  return text as TenantId;
}

function brokenRule(text: string): string {
  if (text.length < 3) {
    return `has ${text.length} characters`;
  }
  if (text.length > 32) {
    return `has ${text.length} characters`;
  }
  if (/[A-Z]/.test(text)) {
    return 'has an upper-case letter';
  }
  const foreign = /[^a-z0-9-]/u.exec(text)?.[0];
  if (foreign !== undefined) {
    return `has the character ${JSON.stringify(foreign)}`;
  }
  return /^[a-z]/.test(text) ? 'ends with "-"' : 'does not start with a letter';
}

/** The platform's own tenant: a new identity must be refused on its topics before a tenant is ready. */
export const CANARY_TENANT = 'canary' as TenantId;
