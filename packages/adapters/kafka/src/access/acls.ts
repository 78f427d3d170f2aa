import {
  type Acl,
  AclOperations,
  type AclOperationValue,
  AclPermissionTypes,
  ResourcePatternTypes,
  ResourceTypes,
  type ResourceTypeValue,
} from '@platformatic/kafka';
import {
  KAFKA_ACTIONS,
  type KafkaAction,
  type KafkaCluster,
  type PolicyDocument,
  parseKafkaArn,
} from '@tributary/domain/access';

export type AclRow = { readonly on: ResourceTypeValue; readonly operation: AclOperationValue };

/**
 * Kafka's own words for IAM's actions. Connect has none: who has a password may connect.
 * Source: https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html and
 * https://kafka.apache.org/documentation/#operations_resources_and_protocols
 */
const ACL_OF: Readonly<Record<Exclude<KafkaAction, 'kafka-cluster:Connect'>, AclRow>> = {
  'kafka-cluster:DescribeCluster': onCluster(AclOperations.DESCRIBE),
  'kafka-cluster:AlterCluster': onCluster(AclOperations.ALTER),
  'kafka-cluster:DescribeClusterDynamicConfiguration': onCluster(AclOperations.DESCRIBE_CONFIGS),
  'kafka-cluster:AlterClusterDynamicConfiguration': onCluster(AclOperations.ALTER_CONFIGS),
  'kafka-cluster:WriteDataIdempotently': onCluster(AclOperations.IDEMPOTENT_WRITE),
  'kafka-cluster:CreateTopic': onTopic(AclOperations.CREATE),
  'kafka-cluster:DescribeTopic': onTopic(AclOperations.DESCRIBE),
  'kafka-cluster:AlterTopic': onTopic(AclOperations.ALTER),
  'kafka-cluster:DeleteTopic': onTopic(AclOperations.DELETE),
  'kafka-cluster:DescribeTopicDynamicConfiguration': onTopic(AclOperations.DESCRIBE_CONFIGS),
  'kafka-cluster:AlterTopicDynamicConfiguration': onTopic(AclOperations.ALTER_CONFIGS),
  'kafka-cluster:ReadData': onTopic(AclOperations.READ),
  'kafka-cluster:WriteData': onTopic(AclOperations.WRITE),
  'kafka-cluster:DescribeGroup': onGroup(AclOperations.DESCRIBE),
  'kafka-cluster:AlterGroup': onGroup(AclOperations.READ),
  'kafka-cluster:DeleteGroup': onGroup(AclOperations.DELETE),
  'kafka-cluster:DescribeTransactionalId': onTransaction(AclOperations.DESCRIBE),
  'kafka-cluster:AlterTransactionalId': onTransaction(AclOperations.WRITE),
};

function onCluster(operation: AclOperationValue): AclRow {
  return { on: ResourceTypes.CLUSTER, operation };
}

function onTopic(operation: AclOperationValue): AclRow {
  return { on: ResourceTypes.TOPIC, operation };
}

function onGroup(operation: AclOperationValue): AclRow {
  return { on: ResourceTypes.GROUP, operation };
}

function onTransaction(operation: AclOperationValue): AclRow {
  return { on: ResourceTypes.TRANSACTIONAL_ID, operation };
}

/** What Kafka calls its one cluster resource. */
const THE_CLUSTER = 'kafka-cluster';

export type Translation = {
  readonly acls: readonly Acl[];
  /** What the documents allow on names that ACLs cannot speak of: theirs are one name, a beginning, or all. */
  readonly beyondAcls: readonly { readonly row: AclRow; readonly pattern: string }[];
};

/**
 * The documents as ACLs of one user on one cluster. What ACLs cannot say is not allowed by them: a conditional Allow gives
 * nothing, a conditional Deny denies always, and a pattern with a wildcard elsewhere than at its end is `beyondAcls` in an Allow and
 * every name in a Deny.
 * `*.*`, the platform's "every name", becomes all names but those that begin with `__`, which are Kafka's own.
 */
export function aclsOf(
  documents: readonly PolicyDocument[],
  cluster: KafkaCluster,
  user: string,
): Translation {
  const acls = new Map<string, Acl>();
  const beyondAcls: { row: AclRow; pattern: string }[] = [];
  for (const { Effect, Action, Resource, Condition } of documents.flatMap((one) => one.Statement)) {
    const allows = Effect === 'Allow';
    if (allows && Condition !== undefined) {
      continue;
    }
    for (const { row, pattern } of pairs(Action, Resource, cluster)) {
      const targets = targetsOf(row.on, pattern, allows);
      if (targets === undefined && allows) {
        beyondAcls.push({ row, pattern });
      }
      for (const { denied, ...target } of targets ?? (allows ? [] : [ALL])) {
        const permissionType =
          allows && !denied ? AclPermissionTypes.ALLOW : AclPermissionTypes.DENY;
        const acl = aclFor(user, row, target, permissionType);
        acls.set(aclKey(acl), acl);
      }
    }
  }
  return { acls: [...acls.values()], beyondAcls };
}

export function aclFor(
  user: string,
  { on, operation }: AclRow,
  target: AclTarget,
  permissionType: Acl['permissionType'] = AclPermissionTypes.ALLOW,
): Acl {
  const principal = `User:${user}`;
  return { ...target, resourceType: on, principal, host: '*', operation, permissionType };
}

/** One text for one ACL. */
export function aclKey(acl: Acl): string {
  const { resourceType, resourcePatternType, resourceName, principal } = acl;
  return [
    resourceType,
    resourcePatternType,
    resourceName,
    principal,
    acl.operation,
    acl.permissionType,
  ].join(' ');
}

export function rowOf(action: KafkaAction): AclRow | undefined {
  return action === 'kafka-cluster:Connect' ? undefined : ACL_OF[action];
}

/** Which action speaks of which name on this cluster; names of other clusters, and actions of other services, are left out. */
function pairs(
  actions: readonly string[],
  resources: readonly string[],
  cluster: KafkaCluster,
): readonly { readonly row: AclRow; readonly pattern: string }[] {
  return actions.filter(isKafkaAction).flatMap((action) =>
    resources.flatMap((arn) => {
      const row = rowOf(action);
      const pattern = patternOn(arn, KAFKA_ACTIONS[action].resource, cluster);
      return row === undefined || pattern === undefined ? [] : [{ row, pattern }];
    }),
  );
}

function isKafkaAction(text: string): text is KafkaAction {
  return Object.hasOwn(KAFKA_ACTIONS, text);
}

function patternOn(arn: string, type: string, cluster: KafkaCluster): string | undefined {
  if (!arn.startsWith('arn:aws:kafka:')) {
    return undefined;
  }
  const parsed = parseKafkaArn(arn);
  const { region, account, name, uuid } = parsed.cluster;
  const isHere =
    region === cluster.region &&
    account === cluster.account &&
    name === cluster.name &&
    uuid === cluster.uuid;
  if (!isHere || parsed.kind !== type) {
    return undefined;
  }
  return parsed.kind === 'cluster' ? THE_CLUSTER : parsed.name;
}

export type AclTarget = Pick<Acl, 'resourceName' | 'resourcePatternType'>;

type Target = AclTarget & { readonly denied?: true };

const { LITERAL, PREFIXED } = ResourcePatternTypes;

const ALL: Target = { resourceName: '*', resourcePatternType: LITERAL };

function targetsOf(
  type: ResourceTypeValue,
  pattern: string,
  allows: boolean,
): readonly Target[] | undefined {
  if (type === ResourceTypes.CLUSTER || !/[*?$]/.test(pattern)) {
    return [{ resourceName: pattern, resourcePatternType: LITERAL }];
  }
  if (pattern === '*.*') {
    const kafkasOwn = { resourceName: '__', resourcePatternType: PREFIXED, denied: true } as const;
    return allows ? [ALL, kafkasOwn] : [ALL];
  }
  const [, start] = /^([^*?$]+)\*$/.exec(pattern) ?? [];
  return start === undefined ? undefined : [{ resourceName: start, resourcePatternType: PREFIXED }];
}
