import type { TenantId } from '../tenancy/index.ts';
import { topicPrefix } from '../topics/index.ts';
import { literalTokens } from './glob.ts';
import {
  type Alphabet,
  hasText,
  isInLanguage,
  type Language,
  readOn,
  shortestText,
} from './glob-language.ts';
import type { IsolationSubject } from './isolation-subject.ts';
import type { KafkaAction, KafkaResourceType } from './kafka-actions.ts';
import type { KafkaCluster } from './kafka-arn.ts';
import { arnPrefix, type KafkaGrant } from './kafka-grants.ts';

/**
 * `first`, a tenant or the name of another principal, may do `action` on `arn`, which is neither its own nor part of its
 * duty. It belongs to `second`; without `second` to no tenant that was asked about: to a pool, to the platform, to nobody yet.
 */
export type Counterexample = {
  readonly first: string;
  readonly second?: TenantId;
  readonly action: KafkaAction;
  readonly arn: string;
};

/** One for each action, pattern and tenant that is crossed; made one by one, so that the reader can stop. */
export function* crossings(
  subject: IsolationSubject,
  tenants: readonly TenantId[],
  cluster: KafkaCluster,
): Generator<Counterexample, undefined> {
  for (const grant of subject.grants) {
    for (const language of subject.beyondRight(grant)) {
      yield* grant.type === 'cluster'
        ? clusterCrossing(subject, grant, language, tenants, cluster)
        : nameCrossings(subject, grant, language, tenants, cluster);
    }
  }
}

/** Whether the grant reaches a name of the tenant. */
export function reachesInto({ type, allowed, denied }: KafkaGrant, tenant: TenantId): boolean {
  const language = within(tenant, { inside: [allowed], outside: denied });
  return type !== 'cluster' && hasText(language, alphabetOf(type));
}

/** What belongs to all belongs to the first other tenant as well. */
function* clusterCrossing(
  { name, tenant }: IsolationSubject,
  { action, type }: KafkaGrant,
  language: Language,
  tenants: readonly TenantId[],
  cluster: KafkaCluster,
): Generator<Counterexample, undefined> {
  if (isInLanguage(language)) {
    const second = tenants.find((other) => other !== tenant);
    yield counterexample(name, second, action, arnPrefix(type, cluster));
  }
}

function* nameCrossings(
  { name }: IsolationSubject,
  { action, type }: KafkaGrant,
  language: Language,
  tenants: readonly TenantId[],
  cluster: KafkaCluster,
): Generator<Counterexample, undefined> {
  const isLegal = alphabetOf(type);
  const outside = shortestText(language, isLegal);
  if (outside === undefined) {
    return;
  }
  let hasOwner = false;
  for (const second of tenants) {
    const rest = shortestText(within(second, language), isLegal);
    if (rest !== undefined) {
      hasOwner = true;
      yield counterexample(
        name,
        second,
        action,
        `${arnPrefix(type, cluster)}${topicPrefix(second)}${rest}`,
      );
    }
  }
  if (!hasOwner) {
    yield counterexample(name, undefined, action, `${arnPrefix(type, cluster)}${outside}`);
  }
}

function counterexample(
  first: string,
  second: TenantId | undefined,
  action: KafkaAction,
  arn: string,
): Counterexample {
  return { first, ...(second === undefined ? {} : { second }), action, arn };
}

function within(tenant: TenantId, { inside, outside }: Language): Language {
  const prefix = topicPrefix(tenant);
  return {
    inside: inside.map((one) => readOn(one, prefix)),
    outside: outside.map((one) => readOn(one, prefix)),
  };
}

/** Source: `LEGAL_CHARS` of Apache Kafka's `Topic`; a group's name may be any text. */
function alphabetOf(type: KafkaResourceType): Alphabet {
  return type === 'topic' ? (code) => TOPIC_CODES.has(code) : () => true;
}

const TOPIC_CODES: ReadonlySet<number> = new Set(
  literalTokens('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-'),
);
