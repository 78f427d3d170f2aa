import { type Matcher, matcher, type Tokens } from './glob.ts';
import { fillIn, hasVariables, type PolicyPattern } from './policy-pattern.ts';
import { NO_CONTEXT, type RequestContext } from './request-context.ts';

/** Whether the text fits the pattern in a request's context. */
export type ContextMatcher = (text: string, context: RequestContext) => boolean;

/** A pattern without variables is compiled here and now, another once for each context. */
export function contextMatcher(
  pattern: PolicyPattern,
  compile: (tokens: Tokens) => Matcher = matcher,
): ContextMatcher {
  const compileFor = (context: RequestContext): Matcher => {
    const tokens = fillIn(pattern, context);
    return tokens === undefined ? matchesNothing : compile(tokens);
  };
  if (!hasVariables(pattern)) {
    return compileFor(NO_CONTEXT);
  }
  const compiled = new WeakMap<RequestContext, Matcher>();
  return (text, context) => {
    const matches = compiled.get(context) ?? compileFor(context);
    compiled.set(context, matches);
    return matches(text);
  };
}

const matchesNothing: Matcher = () => false;
