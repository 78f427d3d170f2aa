import { PolicyInvalid } from './errors.ts';
import {
  type ActionPattern,
  type Arn,
  type Condition,
  type ConditionKeys,
  type ConditionOperator,
  type Effect,
  type NonEmpty,
  type PolicyDocument,
  SERVICES,
  type Statement,
} from './policy.ts';

/**
 * A document from a store or from IAM. A single value where IAM also takes a list becomes a list, a statement without a Sid
 * is called by its place. What the platform does not evaluate (NotAction, Principal, other operators) is refused, not ignored.
 *
 * @throws {PolicyInvalid}
 */
export function policyDocument(value: unknown): PolicyDocument {
  const members = object(value, 'the document', ['Version', 'Id', 'Statement']);
  if (members['Version'] !== '2012-10-17') {
    throw new PolicyInvalid({ where: 'Version', rule: 'is not 2012-10-17' });
  }
  const [first, ...rest] = listOf(members['Statement']).map(statement);
  if (first === undefined) {
    throw new PolicyInvalid({ where: 'Statement', rule: 'is empty' });
  }
  return { Version: '2012-10-17', Statement: [first, ...rest] };
}

const STATEMENT_MEMBERS = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];

function statement(value: unknown, at: number): Statement {
  const where = `statement ${at}`;
  const members = object(value, where, STATEMENT_MEMBERS);
  const always = {
    Sid: text(members['Sid'] ?? `Statement${at}`, `${where} Sid`),
    Effect: effect(members['Effect'], where),
    Action: list(members['Action'], `${where} Action`, isActionPattern),
    Resource: list(members['Resource'], `${where} Resource`, isResource),
  };
  return members['Condition'] === undefined
    ? always
    : { ...always, Condition: condition(members['Condition'], `${where} Condition`) };
}

function effect(value: unknown, where: string): Effect {
  if (value !== 'Allow' && value !== 'Deny') {
    throw new PolicyInvalid({ where: `${where} Effect`, rule: 'is neither Allow nor Deny' });
  }
  return value;
}

function condition(value: unknown, where: string): Condition {
  const operators = Object.entries(object(value, where)).map(([operator, keys]) => {
    if (!isConditionOperator(operator)) {
      throw new PolicyInvalid({ where, rule: `has the operator ${JSON.stringify(operator)}` });
    }
    return [operator, conditionKeys(keys, `${where} ${operator}`)] as const;
  });
  return Object.fromEntries(operators);
}

function conditionKeys(value: unknown, where: string): ConditionKeys {
  const keys = Object.entries(object(value, where)).map(
    ([key, values]) => [key, list(values, `${where} ${key}`, isText)] as const,
  );
  return Object.fromEntries(keys);
}

function object(
  value: unknown,
  where: string,
  known?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) {
    throw new PolicyInvalid({ where, rule: 'is not an object' });
  }
  const foreign = known && Object.keys(value).find((member) => !known.includes(member));
  if (foreign !== undefined) {
    throw new PolicyInvalid({ where, rule: `has the member ${JSON.stringify(foreign)}` });
  }
  return value;
}

function list<Item>(
  value: unknown,
  where: string,
  isItem: (item: unknown) => item is Item,
): NonEmpty<Item> {
  const items = listOf(value);
  const [first, ...rest] = items.filter(isItem);
  if (first === undefined || rest.length + 1 < items.length) {
    throw new PolicyInvalid({ where, rule: 'is empty or has an item that is not known' });
  }
  return [first, ...rest];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown, where: string): string {
  if (!isText(value)) {
    throw new PolicyInvalid({ where, rule: 'is not a text' });
  }
  return value;
}

const OPERATOR =
  /^(Null|((ForAllValues|ForAnyValue):)?((String|Arn)(Not)?(Equals|Like)|Numeric((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool)(IfExists)?)$/;

function isConditionOperator(value: string): value is ConditionOperator {
  return OPERATOR.test(value);
}

function isActionPattern(value: unknown): value is ActionPattern {
  return isText(value) && SERVICES.some((service) => value.startsWith(`${service}:`));
}

function isResource(value: unknown): value is Arn | '*' {
  return isText(value) && (value === '*' || value.startsWith('arn:'));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
