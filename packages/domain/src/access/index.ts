export type { AccessControl, TenantAccess } from './access-control.ts';
export {
  type KafkaAuthorizer,
  type KafkaIdentity,
  kafkaAuthorizer,
  notAuthorized,
} from './authorize.ts';
export { assertMay, assertOperator, type Caller, SCOPES, type Scope } from './caller.ts';
export type { ClusterSessions } from './cluster-sessions.ts';
export type { Counterexample } from './crossings.ts';
export {
  type AccessRequest,
  type Allowed,
  type Decision,
  type Denied,
  decide,
  denialReason,
  type PolicyLayers,
} from './decide.ts';
export {
  Forbidden,
  KafkaArnInvalid,
  PolicyInvalid,
  TokenRequestInvalid,
  Unauthenticated,
} from './errors.ts';
export { KAFKA_ACTIONS, type KafkaAction, type KafkaResourceType } from './kafka-actions.ts';
export {
  clusterArn,
  groupArn,
  type KafkaCluster,
  type ParsedKafkaArn,
  parseKafkaArn,
  topicArn,
  transactionalIdArn,
} from './kafka-arn.ts';
export {
  KAFKA_OPERATIONS,
  type KafkaOperation,
  type KafkaResource,
  type ResourceOf,
} from './kafka-operations.ts';
export {
  type Action,
  type ActionPattern,
  type Arn,
  allow,
  type Condition,
  type ConditionOperator,
  deny,
  type Effect,
  type PolicyDocument,
  policy,
  type Statement,
} from './policy.ts';
export { policyDocument } from './policy-document.ts';
export { policyOf, TENANT_TAG, taggedTenantPolicy } from './policy-of.ts';
export { type Principal, type PrincipalKind, principalName } from './principal.ts';
export {
  type IsolationProof,
  type IsolationQuestion,
  MAX_COUNTEREXAMPLES,
  MAX_COUNTEREXAMPLES_EACH,
  proveIsolation,
  type Reach,
} from './prove-isolation.ts';
export type { RequestContext } from './request-context.ts';
export {
  accessAdminPolicy,
  TENANT_ROLE_PATH,
  tenantBoundary,
  tenantBoundaryArn,
} from './role-policies.ts';
export { newToken, tokenDigest } from './token-secret.ts';
export {
  MAX_TOKEN_LIFETIME_MS,
  MIN_TOKEN_LIFETIME_MS,
  type TokenRequest,
  type Tokens,
  tokenRequest,
} from './tokens.ts';
