import { DAY_MS, type EpochMs, MINUTE_MS } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import { type Caller, SCOPES, type Scope } from './caller.ts';
import { TokenRequestInvalid } from './errors.ts';

/** Made by `tokenRequest`. */
export type TokenRequest = {
  readonly tenant: TenantId;
  readonly scopes: readonly [Scope, ...Scope[]];
  readonly expiresAt: EpochMs;
};

/** The API's tokens. A token is opaque; only its SHA-256 is kept (`newToken`, `tokenDigest`). */
export interface Tokens {
  /** A new token each time; it opens from now until `expiresAt`. */
  issue(request: TokenRequest): Promise<string>;

  /** A new token each time; it opens until the operators' tokens are revoked. */
  issueOperator(): Promise<string>;

  /** `undefined` for a text that is no token, and for one that has expired at `now` or was revoked. */
  authenticate(token: string, now: EpochMs): Promise<Caller | undefined>;

  /** Revokes every token of the tenant and forgets it; twice equals once. */
  revokeAll(tenant: TenantId): Promise<void>;

  /** Revokes every operator's token; twice equals once. */
  revokeOperators(): Promise<void>;
}

export const MIN_TOKEN_LIFETIME_MS = MINUTE_MS;
export const MAX_TOKEN_LIFETIME_MS = 365 * DAY_MS;

/**
 * What may be asked for: at least one scope, each known, and a life from one minute to a year after `now`.
 *
 * @throws {TokenRequestInvalid}
 */
export function tokenRequest(
  {
    tenant,
    scopes,
    expiresAt,
  }: {
    readonly tenant: TenantId;
    readonly scopes: unknown;
    readonly expiresAt: unknown;
  },
  now: EpochMs,
): TokenRequest {
  return { tenant, scopes: parseScopes(scopes), expiresAt: parseExpiry(expiresAt, now) };
}

function parseScopes(scopes: unknown): TokenRequest['scopes'] {
  const asked: readonly unknown[] = Array.isArray(scopes) ? scopes : [];
  const [first, ...rest] = SCOPES.filter((scope) => asked.includes(scope));
  if (first === undefined || !asked.every(isScope)) {
    throw new TokenRequestInvalid({
      rule: `scopes are a list of one or more of ${SCOPES.join(', ')}`,
    });
  }
  return [first, ...rest];
}

function parseExpiry(expiresAt: unknown, now: EpochMs): EpochMs {
  if (typeof expiresAt !== 'number' || !Number.isSafeInteger(expiresAt)) {
    throw new TokenRequestInvalid({ rule: 'the expiry is a time in milliseconds' });
  }
  const lifetimeMs = expiresAt - now;
  if (lifetimeMs < MIN_TOKEN_LIFETIME_MS || lifetimeMs > MAX_TOKEN_LIFETIME_MS) {
    throw new TokenRequestInvalid({
      rule: 'it must expire between one minute and one year from now',
    });
  }
  return expiresAt;
}

function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}
