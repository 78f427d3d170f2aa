import { compiledCondition } from './compiled-condition.ts';
import { globTokens, type Matcher, matcher } from './glob.ts';
import type { Effect, PolicyDocument, Statement } from './policy.ts';
import { fillIn, hasVariables, policyPattern } from './policy-pattern.ts';
import { NO_CONTEXT, type RequestContext } from './request-context.ts';

export type CompiledStatement = {
  readonly sid: string;
  readonly matches: (resource: string, context: RequestContext) => boolean;
};

export type CompiledPolicy = {
  /** The statements of this effect that speak of the action, in their order. */
  readonly of: (effect: Effect, action: string) => readonly CompiledStatement[];
};

const COMPILED = new WeakMap<PolicyDocument, CompiledPolicy>();

export function compiledPolicy(document: PolicyDocument): CompiledPolicy {
  const known = COMPILED.get(document);
  if (known !== undefined) {
    return known;
  }
  const compiled = compile(document);
  COMPILED.set(document, compiled);
  return compiled;
}

/** Requests name few actions; a stream of made-up ones must not fill the memory. */
const MAX_ACTIONS_REMEMBERED = 256;

function compile(document: PolicyDocument): CompiledPolicy {
  const statements = document.Statement.map((statement) => ({
    effect: statement.Effect,
    matchesAction: anyOf(
      statement.Action.map((action) => matcher(globTokens(action.toLowerCase()))),
    ),
    compiled: compileStatement(statement),
  }));
  const select = (effect: Effect) => {
    const remembered = new Map<string, readonly CompiledStatement[]>();
    return (action: string): readonly CompiledStatement[] => {
      const known = remembered.get(action);
      if (known !== undefined) {
        return known;
      }
      const selected = statements
        .filter((one) => one.effect === effect && one.matchesAction(action.toLowerCase()))
        .map((one) => one.compiled);
      if (remembered.size < MAX_ACTIONS_REMEMBERED) {
        remembered.set(action, selected);
      }
      return selected;
    };
  };
  const allowing = select('Allow');
  const denying = select('Deny');
  return { of: (effect, action) => (effect === 'Allow' ? allowing(action) : denying(action)) };
}

function compileStatement(statement: Statement): CompiledStatement {
  const resources = statement.Resource.map(resourceMatcher);
  const holds = compiledCondition(statement.Condition, statement.Effect);
  return {
    sid: statement.Sid,
    matches: (resource, context) =>
      resources.some((matches) => matches(resource, context)) && holds(context),
  };
}

function resourceMatcher(text: string): (resource: string, context: RequestContext) => boolean {
  const pattern = policyPattern(text, 'wildcards');
  if (!hasVariables(pattern)) {
    return matcher(fillIn(pattern, NO_CONTEXT) ?? []);
  }
  const byContext = new WeakMap<RequestContext, Matcher>();
  return (resource, context) => {
    const known = byContext.get(context);
    if (known !== undefined) {
      return known(resource);
    }
    const tokens = fillIn(pattern, context);
    const matches: Matcher = tokens === undefined ? () => false : matcher(tokens);
    byContext.set(context, matches);
    return matches(resource);
  };
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  return (text) => matchers.some((matches) => matches(text));
}
