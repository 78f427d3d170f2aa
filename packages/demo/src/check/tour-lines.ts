import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject, type JsonValue } from '@tributary/kernel';

/** `tour`: of the input, and counted. `control`: beside an attempt to cross. `afterwards`: published once a tenant is erased. */
export type Purpose = 'tour' | 'control' | 'afterwards';

export type EventFacts = {
  readonly id: string;
  readonly tenant: string;
  readonly aggregate: string;
  readonly type: string;
  /** ISO 8601. */
  readonly time: string;
  readonly data: JsonObject;
};

/** A line of what was published. Within an aggregate, lines stand in the order of publishing. */
export type PublishedLine = EventFacts & {
  readonly purpose: Purpose;
  /** Of the input. */
  readonly line?: number;
};

/** A line of what a handler received. */
export type ReceivedLine = EventFacts & {
  readonly consumer: string;
  /** `live`, or the replay that it belongs to. */
  readonly run: string;
  /** Nanoseconds of a clock that all threads of the machine share. */
  readonly at: string;
};

/** `undefined` for what was not written by a publisher of the tour. */
export function publishedLine(value: unknown): PublishedLine | undefined {
  const facts = eventFacts(value);
  if (facts === undefined || !isObject(value)) {
    return undefined;
  }
  const purpose = PURPOSES.find((known) => known === value['purpose']);
  return purpose === undefined ? undefined : { ...facts, purpose };
}

/** `undefined` for what was not written by a handler of the tour. */
export function receivedLine(value: unknown): ReceivedLine | undefined {
  const facts = eventFacts(value);
  if (facts === undefined || !isObject(value)) {
    return undefined;
  }
  const { at, consumer, run } = value;
  return isText(at) && /^\d+$/.test(at) && isText(consumer) && isText(run)
    ? { ...facts, at, consumer, run }
    : undefined;
}

/** The same for two events exactly when all but id and tenant is equal; the order of members does not count. */
export function contentDigest({ aggregate, data, time, type }: EventFacts): string {
  const content = canonicalJson([aggregate, data, time, type]);
  return createHash('sha256').update(content).digest('base64url');
}

const PURPOSES = ['tour', 'control', 'afterwards'] as const satisfies readonly Purpose[];

function eventFacts(value: unknown): EventFacts | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const { aggregate, data, id, tenant, time, type } = value;
  return isText(aggregate) &&
    isObject(data) &&
    isText(id) &&
    isText(tenant) &&
    isText(time) &&
    isText(type)
    ? { aggregate, data, id, tenant, time, type }
    : undefined;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
