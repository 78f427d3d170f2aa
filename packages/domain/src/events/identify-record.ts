import { PlatformError } from '@tributary/kernel';
import { CANARY_TENANT, type TenantId, tenantId } from '../tenancy/index.ts';
import { type LogRecord, POOL, splitRecordKey } from '../topics/index.ts';
import { decodeHeaders, type EventHeaders } from './decode-headers.ts';
import { KeyInvalid, SealMissing, TenantMismatch } from './errors.ts';
import type {
  ForeignRecord,
  Identification,
  IdentifiedRecord,
  InvalidRecord,
  RecordSource,
} from './record-outcome.ts';

/**
 * Compares topic, headers and key. This takes no keys, so tenants can take turns and their keys be fetched together before
 * any body is opened. In a pool a plain record is refused: no publisher of ours writes one there.
 */
export function identifyRecord(record: LogRecord, source: RecordSource): Identification {
  const owner = source.owner === POOL ? undefined : source.owner;
  return orUnfit(owner, () => {
    const headers = decodeHeaders(record.headers);
    const key = splitKey(record.key);
    assertOneTenant(record, source, { headers, keyTenant: key.tenant });
    const tenant = owner ?? pooledTenant(headers.tenant);
    return orUnfit(tenant, () => identified(record, source, { tenant, headers, key }));
  });
}

/** What the platform throws on purpose about a record is its outcome; anything else is a bug and goes on. */
export function orUnfit<Outcome>(
  tenant: TenantId | undefined,
  read: () => Outcome,
): Outcome | ForeignRecord | InvalidRecord {
  try {
    return read();
  } catch (error) {
    if (error instanceof TenantMismatch) {
      return { kind: 'foreign', error };
    }
    if (error instanceof PlatformError) {
      return { kind: 'invalid', error, tenant };
    }
    throw error;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Key = { readonly tenant: string; readonly aggregate: string };

function splitKey(key: Uint8Array): Key {
  const parts = splitRecordKey(decodeKey(key));
  if (parts === undefined) {
    throw new KeyInvalid({ rule: 'holds no colon' });
  }
  return parts;
}

function decodeKey(key: Uint8Array): string {
  try {
    return UTF8.decode(key);
  } catch (cause) {
    throw new KeyInvalid({ rule: 'is not UTF-8' }, { cause });
  }
}

function assertOneTenant(
  { topic, partition, offset }: LogRecord,
  source: RecordSource,
  { headers, keyTenant }: { readonly headers: EventHeaders; readonly keyTenant: string },
): void {
  const { tenant, stream } = headers;
  const owner = source.owner === POOL ? tenant : source.owner;
  const isOne = tenant === owner && keyTenant === owner;
  if (!isOne || stream !== source.stream || topic !== source.topic) {
    const claims = { topic, header: tenant, stream, key: keyTenant };
    throw new TenantMismatch({ partition, offset, claims });
  }
}

/** The canary's id is a reserved word to everybody else. */
function pooledTenant(text: string): TenantId {
  return text === CANARY_TENANT ? CANARY_TENANT : tenantId(text);
}

function identified(
  record: LogRecord,
  source: RecordSource,
  {
    tenant,
    headers,
    key,
  }: { readonly tenant: TenantId; readonly headers: EventHeaders; readonly key: Key },
): IdentifiedRecord {
  if (key.aggregate !== headers.subject) {
    throw new KeyInvalid({ rule: 'does not end with ce_subject' });
  }
  if (source.owner === POOL && !headers.sealed) {
    throw new SealMissing({ topic: source.topic });
  }
  return { kind: 'identified', tenant, headers, record };
}
