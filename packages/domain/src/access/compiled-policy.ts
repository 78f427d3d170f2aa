import { compiledCondition } from './compiled-condition.ts';
import { contextMatcher } from './context-matcher.ts';
import { globTokens, type Matcher, matcher } from './glob.ts';
import type { Effect, NonEmpty, PolicyDocument, Statement } from './policy.ts';
import { policyPattern } from './policy-pattern.ts';
import type { RequestContext } from './request-context.ts';

export type CompiledStatement = {
  readonly sid: string;
  readonly matches: (resource: string, context: RequestContext) => boolean;
};

/** The statements of one effect that speak of an action, in their order. */
type StatementsOf = (action: string) => readonly CompiledStatement[];

export type CompiledPolicy = { readonly [One in Effect]: StatementsOf };

const COMPILED = new WeakMap<PolicyDocument, CompiledPolicy>();

/** Compiled at the first call for a document and kept as long as the document is. */
export function compiledPolicy(document: PolicyDocument): CompiledPolicy {
  const known = COMPILED.get(document);
  if (known !== undefined) {
    return known;
  }
  const compiled = {
    Allow: statementsOf('Allow', document),
    Deny: statementsOf('Deny', document),
  };
  COMPILED.set(document, compiled);
  return compiled;
}

/** Of an action's name no case matters. */
export function actionMatcher(actions: NonEmpty<string>): Matcher {
  const matchers = actions.map((action) => matcher(globTokens(action.toLowerCase())));
  return (action) => {
    const wanted = action.toLowerCase();
    return matchers.some((matches) => matches(wanted));
  };
}

/** Requests name few actions; made-up ones must not fill the memory. */
const MAX_ACTIONS_REMEMBERED = 256;

function statementsOf(effect: Effect, document: PolicyDocument): StatementsOf {
  const statements = document.Statement.filter((statement) => statement.Effect === effect).map(
    (statement) => ({ ...compile(statement), speaksOf: actionMatcher(statement.Action) }),
  );
  const remembered = new Map<string, readonly CompiledStatement[]>();
  return (action) => {
    const known = remembered.get(action);
    if (known !== undefined) {
      return known;
    }
    const selected = statements.filter((statement) => statement.speaksOf(action));
    if (remembered.size < MAX_ACTIONS_REMEMBERED) {
      remembered.set(action, selected);
    }
    return selected;
  };
}

function compile(statement: Statement): CompiledStatement {
  const resources = statement.Resource.map((resource) =>
    contextMatcher(policyPattern(resource, 'wildcards')),
  );
  const holds = compiledCondition(statement.Condition, statement.Effect);
  return {
    sid: statement.Sid,
    matches: (resource, context) =>
      resources.some((matches) => matches(resource, context)) && holds(context),
  };
}
