import { actionMatcher } from './compiled-policy.ts';
import { ANY_RUN, type Matcher, type Tokens } from './glob.ts';
import { type Cursor, cursor, isLive, readOn } from './glob-language.ts';
import {
  KAFKA_ACTION_NAMES,
  KAFKA_ACTIONS,
  type KafkaAction,
  type KafkaResourceType,
} from './kafka-actions.ts';
import {
  clusterArn,
  groupArn,
  type KafkaCluster,
  topicArn,
  transactionalIdArn,
} from './kafka-arn.ts';
import type { PolicyDocument, Statement } from './policy.ts';
import { fillIn, policyPattern } from './policy-pattern.ts';
import { NO_CONTEXT, type RequestContext } from './request-context.ts';

/**
 * What one pattern of one document allows for one action on one cluster. The patterns have been read up to where names
 * begin (`arnPrefix`); what cannot be on this cluster is left out.
 */
export type KafkaGrant = {
  readonly action: KafkaAction;
  readonly type: KafkaResourceType;
  readonly allowed: Cursor;
  readonly denied: readonly Cursor[];
};

/**
 * At least what the documents allow, and exactly that where they have no conditions: a conditional Allow counts, a
 * conditional Deny does not, and a variable that the context lacks stands for any text.
 */
export function kafkaGrants(
  {
    policies,
    context = NO_CONTEXT,
  }: {
    readonly policies: readonly PolicyDocument[];
    readonly context?: RequestContext;
  },
  cluster: KafkaCluster,
): readonly KafkaGrant[] {
  const rules = policies
    .flatMap((document) => document.Statement)
    .map((statement) => rule(statement, context));
  return KAFKA_ACTION_NAMES.flatMap((action) => {
    const speaking = rules.filter(({ speaksOf }) => speaksOf(action));
    const type = KAFKA_ACTIONS[action].resource;
    const onCluster = (effect: Statement['Effect']): readonly Cursor[] =>
      speaking
        .filter((one) => one.effect === effect)
        .flatMap(({ patterns }) => patterns)
        .map((tokens) => readOn(cursor(tokens), arnPrefix(type, cluster)))
        .filter(isLive);
    const denied = onCluster('Deny');
    return onCluster('Allow').map((allowed) => ({ action, type, allowed, denied }));
  });
}

/** All of a cluster's ARN; of the other types what comes before the name. */
export function arnPrefix(type: KafkaResourceType, cluster: KafkaCluster): string {
  switch (type) {
    case 'cluster':
      return clusterArn(cluster);
    case 'topic':
      return topicArn(cluster, '');
    case 'group':
      return groupArn(cluster, '');
    case 'transactional-id':
      return transactionalIdArn(cluster, '');
  }
}

type Rule = {
  readonly effect: Statement['Effect'];
  readonly speaksOf: Matcher;
  readonly patterns: readonly Tokens[];
};

function rule(statement: Statement, context: RequestContext): Rule {
  const patterns = statement.Resource.map((text) => policyPattern(text, 'wildcards'));
  const filled =
    statement.Effect === 'Allow'
      ? patterns.map((pattern) => fillIn(pattern, context, [ANY_RUN]))
      : patterns.map((pattern) => (statement.Condition ? undefined : fillIn(pattern, context)));
  return {
    effect: statement.Effect,
    speaksOf: actionMatcher(statement.Action),
    patterns: filled.filter((tokens) => tokens !== undefined),
  };
}
