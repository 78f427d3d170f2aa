import { type CompiledStatement, compiledPolicy } from './compiled-policy.ts';
import type { ActionPattern, PolicyDocument } from './policy.ts';
import { NO_CONTEXT, type RequestContext } from './request-context.ts';

export type AccessRequest = {
  readonly action: ActionPattern;
  readonly resource: string;
  readonly context?: RequestContext;
};

/** Each layer that is there must allow; a Deny in any of them is the end. */
export type PolicyLayers = {
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly session?: PolicyDocument;
};

export type Allowed = {
  readonly kind: 'allow';
  /** The Sid of the identity policy's statement. */
  readonly statement: string;
};

export type Denied = {
  readonly kind: 'deny';
  readonly action: ActionPattern;
  readonly resource: string;
} & (
  | { readonly reason: 'explicit'; readonly statement: string }
  | { readonly reason: 'implicit'; readonly layer: keyof PolicyLayers }
);

export type Decision = Allowed | Denied;

/**
 * As IAM decides within one account. Documents are compiled at their first use and are not expected to change.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * Left out, because no policy of ours has them: resource policies, service control policies, NotAction and NotResource.
 */
export function decide(request: AccessRequest, layers: PolicyLayers): Decision {
  const { action, resource } = request;
  const denying = find('Deny', request, everyDocument(layers));
  if (denying !== undefined) {
    return { kind: 'deny', reason: 'explicit', statement: denying.sid, action, resource };
  }
  const allowing = find('Allow', request, layers.identity);
  if (allowing === undefined) {
    return { kind: 'deny', reason: 'implicit', layer: 'identity', action, resource };
  }
  const closed = LIMITING_LAYERS.find((layer) => limits(layers[layer], request));
  return closed === undefined
    ? { kind: 'allow', statement: allowing.sid }
    : { kind: 'deny', reason: 'implicit', layer: closed, action, resource };
}

/** Why, in words for a log or an error. */
export function denialReason(denied: Denied): string {
  return denied.reason === 'explicit'
    ? `statement ${denied.statement} denies it`
    : `no statement of the ${denied.layer} policies allows it`;
}

const LIMITING_LAYERS = ['boundary', 'session'] as const;

function limits(document: PolicyDocument | undefined, request: AccessRequest): boolean {
  return document !== undefined && find('Allow', request, [document]) === undefined;
}

function everyDocument({ identity, boundary, session }: PolicyLayers): readonly PolicyDocument[] {
  if (boundary === undefined && session === undefined) {
    return identity;
  }
  return [...identity, boundary, session].filter((document) => document !== undefined);
}

function find(
  effect: 'Allow' | 'Deny',
  { action, resource, context = NO_CONTEXT }: AccessRequest,
  documents: readonly PolicyDocument[],
): CompiledStatement | undefined {
  for (const document of documents) {
    for (const statement of compiledPolicy(document)[effect](action)) {
      if (statement.matches(resource, context)) {
        return statement;
      }
    }
  }
  return undefined;
}
