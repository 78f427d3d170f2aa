import type { Brand } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { AggregateIdInvalid } from './errors.ts';

/** What an event is about, within its tenant: order holds per aggregate. 1 to 512 bytes of UTF-8. */
export type AggregateId = Brand<string, 'AggregateId'>;

/** `tenant:aggregate`; a tenant id holds no colon, so the first colon splits it. */
export type RecordKey = Brand<string, 'RecordKey'>;

const MAX_BYTES = 512;

/** @throws {AggregateIdInvalid} */
export function aggregateId(text: unknown): AggregateId {
  if (
    typeof text !== 'string' ||
    text.length === 0 ||
    Buffer.byteLength(text) > MAX_BYTES ||
    !text.isWellFormed()
  ) {
    throw new AggregateIdInvalid();
  }
  return text as AggregateId;
}

export function recordKey(tenant: TenantId, aggregate: AggregateId): RecordKey {
  return `${tenant}:${aggregate}` as RecordKey;
}

/** The text before and after the first colon; neither part is trusted yet. `undefined` where there is no colon. */
export function splitRecordKey(
  key: string,
): { readonly tenant: string; readonly aggregate: string } | undefined {
  const colon = key.indexOf(':');
  return colon < 0 ? undefined : { tenant: key.slice(0, colon), aggregate: key.slice(colon + 1) };
}
