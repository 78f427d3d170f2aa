import type { Brand } from '@tributary/kernel';
import { type TenantId, tenantId } from '../tenancy/index.ts';
import { TopicNameInvalid } from './errors.ts';
import { type StreamName, streamName } from './stream-name.ts';

/** `<tenant>.<stream>`, `pool.<stream>` or `platform.control`: at most 73 characters of `a-z`, `0-9`, `-` and one dot. */
export type TopicName = Brand<string, 'TopicName'>;

export const POOL = 'pool';

export type TopicOwner = TenantId | typeof POOL;

/** Where the control plane tells what it did. */
export const CONTROL_TOPIC = 'platform.control' as TopicName;

/** The prefix owns its dot: `acme.` is no prefix of `acme-labs.orders`. */
export function topicPrefix(tenant: TenantId): `${TenantId}.` {
  return `${tenant}.`;
}

export function topicName(owner: TopicOwner, stream: StreamName): TopicName {
  return `${owner}.${stream}` as TopicName;
}

/**
 * Who owns a tenant's or pool's topic, and its stream. `platform.control` has neither and is refused.
 *
 * @throws {TopicNameInvalid}
 */
export function parseTopic(text: string): {
  readonly topic: TopicName;
  readonly owner: TopicOwner;
  readonly stream: StreamName;
} {
  const dot = text.indexOf('.');
  const first = text.slice(0, Math.max(dot, 0));
  try {
    const owner = first === POOL ? POOL : tenantId(first);
    return { topic: text as TopicName, owner, stream: streamName(text.slice(dot + 1)) };
  } catch (cause) {
    throw new TopicNameInvalid(text, { cause });
  }
}
