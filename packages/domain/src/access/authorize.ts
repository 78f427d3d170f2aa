import { NotAuthorized } from '../topics/index.ts';
import { type Decision, type Denied, decide, denialReason } from './decide.ts';
import { KAFKA_ACTIONS, type KafkaAction, type KafkaResourceType } from './kafka-actions.ts';
import { clusterArn, groupArn, type KafkaCluster, topicArn } from './kafka-arn.ts';
import {
  KAFKA_OPERATIONS,
  type KafkaOperation,
  type KafkaResource,
  type ResourceOf,
} from './kafka-operations.ts';
import type { PolicyDocument } from './policy.ts';
import { type Principal, principalName } from './principal.ts';
import { NO_CONTEXT, type RequestContext } from './request-context.ts';

/** Answers for one identity; the first missing action decides, with the operation's own action asked first. */
export type KafkaAuthorizer = <Operation extends KafkaOperation>(
  operation: Operation,
  resource: ResourceOf<Operation>,
) => Decision;

export type KafkaIdentity = {
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly cluster: KafkaCluster;
  readonly context?: RequestContext;
};

/**
 * Checks the actions of the operation and those that they require, each on the resource of its type. A fetch names no group,
 * so AlterGroup, which the service requires beside ReadData, is asked when the group itself is used (join, commit).
 * Answers are remembered: make a new authorizer when the policies change.
 */
export function kafkaAuthorizer(identity: KafkaIdentity): KafkaAuthorizer {
  const remembered = new Map<KafkaOperation, Map<string, Decision>>();
  const answersOf = (operation: KafkaOperation): Map<string, Decision> => {
    const answers = remembered.get(operation) ?? new Map<string, Decision>();
    remembered.set(operation, answers);
    return answers;
  };
  return (operation, resource) => {
    const answers = answersOf(operation);
    const key = resourceKey(resource);
    const known = answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const decision = authorize(identity, operation, resource);
    if (answers.size >= MAX_ANSWERS_REMEMBERED) {
      answers.clear();
    }
    answers.set(key, decision);
    return decision;
  };
}

export function notAuthorized(principal: Principal, denied: Denied): NotAuthorized {
  return new NotAuthorized({
    principal: principalName(principal),
    action: denied.action,
    resource: denied.resource,
    reason: denialReason(denied),
  });
}

/** Per operation: some 20,000 topics and groups of 10,000 tenants. */
const MAX_ANSWERS_REMEMBERED = 20_000;

/** A topic's name holds no line break, so the last one splits the two names. */
function resourceKey(resource: KafkaResource): string {
  switch (resource.kind) {
    case 'cluster':
      return '';
    case 'topic':
    case 'group':
      return resource.name;
    case 'offsets':
      return `${resource.group}\n${resource.topic}`;
  }
}

function authorize(
  { cluster, policies, boundary, context = NO_CONTEXT }: KafkaIdentity,
  operation: KafkaOperation,
  resource: KafkaResource,
): Decision {
  const layers = { identity: policies, ...(boundary === undefined ? {} : { boundary }) };
  const arns = arnsOf(resource, cluster);
  const decisions = withRequired(KAFKA_OPERATIONS[operation].needs).flatMap((action) => {
    const arn = arns[KAFKA_ACTIONS[action].resource];
    return arn === undefined ? [] : [decide({ action, resource: arn, context }, layers)];
  });
  return decisions.reduce((first, next) =>
    first.kind === 'allow' && next.kind === 'deny' ? next : first,
  );
}

/** The operation's actions first, then what they require, nearest first, each once. */
function withRequired(needs: readonly KafkaAction[]): readonly KafkaAction[] {
  const actions = new Set<KafkaAction>(needs);
  for (const action of actions) {
    for (const required of KAFKA_ACTIONS[action].alsoRequired) {
      actions.add(required);
    }
  }
  return [...actions];
}

/** Of each type the resource that the operation names, if any. */
function arnsOf(
  resource: KafkaResource,
  cluster: KafkaCluster,
): { readonly [Type in KafkaResourceType]?: string } {
  const shared = { cluster: clusterArn(cluster) };
  switch (resource.kind) {
    case 'cluster':
      return shared;
    case 'topic':
      return { ...shared, topic: topicArn(cluster, resource.name) };
    case 'group':
      return { ...shared, group: groupArn(cluster, resource.name) };
    case 'offsets':
      return {
        ...shared,
        topic: topicArn(cluster, resource.topic),
        group: groupArn(cluster, resource.group),
      };
  }
}
