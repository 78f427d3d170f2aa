import type { KafkaAction } from './kafka-actions.ts';

export type NonEmpty<Item> = readonly [Item, ...Item[]];

/** The services that the platform's policies speak of. */
export const SERVICES = [
  'kafka-cluster',
  'kms',
  'dynamodb',
  's3',
  'lambda',
  'states',
  'iam',
  'sts',
] as const;

type Service = (typeof SERVICES)[number];

type Letter =
  | ('A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M')
  | ('N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z');

/** What a policy of ours may name: one of Kafka's actions, or a named action of another service. */
export type Action = KafkaAction | `${Exclude<Service, 'kafka-cluster'>}:${Letter}${string}`;

/** What a stored or foreign document may hold as well; the isolation proof must be able to read it. */
export type ActionPattern = `${Service}:${string}`;

export type Arn = `arn:${string}`;

type Comparison =
  | `${'String' | 'Arn'}${'' | 'Not'}${'Equals' | 'Like'}`
  | `Numeric${'Equals' | 'NotEquals' | 'LessThan' | 'LessThanEquals' | 'GreaterThan' | 'GreaterThanEquals'}`
  | 'Bool';

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export type ConditionOperator =
  | `${'' | 'ForAllValues:' | 'ForAnyValue:'}${Comparison}${'' | 'IfExists'}`
  | 'Null';

/** All must hold: operator, then key, then the values of which one must match (none, for a negated operator). */
export type Condition = { readonly [Operator in ConditionOperator]?: ConditionKeys };

export type ConditionKeys = Readonly<Record<string, NonEmpty<string>>>;

export type Effect = 'Allow' | 'Deny';

export type Statement = {
  readonly Sid: string;
  readonly Effect: Effect;
  readonly Action: NonEmpty<ActionPattern>;
  readonly Resource: NonEmpty<Arn | '*'>;
  readonly Condition?: Condition;
};

/** An IAM policy document, as IAM takes it after `JSON.stringify`. */
export type PolicyDocument = {
  readonly Version: '2012-10-17';
  readonly Statement: NonEmpty<Statement>;
};

export function policy(...statements: NonEmpty<Statement>): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

export function allow(
  sid: string,
  actions: NonEmpty<Action>,
  resources: NonEmpty<Arn>,
  condition?: Condition,
): Statement {
  return statement('Allow', sid, actions, resources, condition);
}

export function deny(
  sid: string,
  actions: NonEmpty<Action>,
  resources: NonEmpty<Arn>,
  condition?: Condition,
): Statement {
  return statement('Deny', sid, actions, resources, condition);
}

function statement(
  effect: Effect,
  sid: string,
  actions: NonEmpty<Action>,
  resources: NonEmpty<Arn>,
  condition: Condition | undefined,
): Statement {
  const always = { Sid: sid, Effect: effect, Action: actions, Resource: resources };
  return condition === undefined ? always : { ...always, Condition: condition };
}
