import type { JsonObject, JsonValue } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { type AggregateId, aggregateId } from '../topics/index.ts';
import { BodyInvalid } from './errors.ts';
import { isObject } from './is-object.ts';

/** What a record's value says once it is open. `data` is not validated yet. */
export type EventBody = {
  readonly tenant: string;
  readonly aggregate: AggregateId;
  readonly data: JsonValue | undefined;
};

/** JSON in UTF-8: `{ "tenantid", "aggregate", "data" }`. */
export function encodeBody(tenant: TenantId, aggregate: AggregateId, data: JsonObject): Buffer {
  return Buffer.from(JSON.stringify({ tenantid: tenant, aggregate, data }));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * @throws {BodyInvalid}
 * @throws {AggregateIdInvalid}
 */
export function decodeBody(bytes: Uint8Array): EventBody {
  const body = parse(bytes);
  if (!isObject(body)) {
    throw new BodyInvalid({ rule: 'is not a JSON object in UTF-8' });
  }
  const tenant = body['tenantid'];
  if (typeof tenant !== 'string') {
    throw new BodyInvalid({ rule: 'names no tenant' });
  }
  return { tenant, aggregate: aggregateId(body['aggregate']), data: body['data'] };
}

/** The parser's own error is dropped: its message quotes the payload. */
function parse(bytes: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch {
    return undefined;
  }
}
