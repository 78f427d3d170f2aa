import { randomBytes } from 'node:crypto';
import { DAY_MS, type EpochMs, MINUTE_MS } from '@tributary/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TenantId, tenantId } from '../tenancy/index.ts';
import { type Caller, SCOPES } from './caller.ts';
import { TokenRequestInvalid } from './errors.ts';
import { newToken, tokenDigest } from './token-secret.ts';
import { tokensContract } from './tokens.contract.ts';
import { type TokenRequest, type Tokens, tokenRequest } from './tokens.ts';

type Kept = { readonly caller: Caller; readonly expiresAt: EpochMs };

class MemoryTokens implements Tokens {
  #kept: ReadonlyMap<string, Kept> = new Map();

  async issue({ tenant, scopes, expiresAt }: TokenRequest): Promise<string> {
    return this.#keep({ caller: { kind: 'tenant', tenant, scopes }, expiresAt });
  }

  async issueOperator(): Promise<string> {
    return this.#keep({ caller: { kind: 'operator' }, expiresAt: Number.POSITIVE_INFINITY });
  }

  async authenticate(token: string, now: EpochMs): Promise<Caller | undefined> {
    const kept = this.#kept.get(tokenDigest(token));
    return kept !== undefined && now < kept.expiresAt ? kept.caller : undefined;
  }

  async revokeAll(tenant: TenantId): Promise<void> {
    this.#forget((caller) => caller.kind === 'tenant' && caller.tenant === tenant);
  }

  async revokeOperators(): Promise<void> {
    this.#forget((caller) => caller.kind === 'operator');
  }

  #keep(kept: Kept): string {
    const token = newToken(randomBytes);
    this.#kept = new Map([...this.#kept, [tokenDigest(token), kept]]);
    return token;
  }

  #forget(isRevoked: (caller: Caller) => boolean): void {
    this.#kept = new Map([...this.#kept].filter(([, { caller }]) => !isRevoked(caller)));
  }
}

tokensContract(async () => new MemoryTokens());

const NOW = Date.UTC(2026, 4, 1);
const ACME = tenantId('acme');

function ask(asked: { readonly scopes?: unknown; readonly expiresAt?: unknown }): TokenRequest {
  return tokenRequest(
    { tenant: ACME, scopes: ['events:read'], expiresAt: NOW + DAY_MS, ...asked },
    NOW,
  );
}

describe('a request for a token', () => {
  test('names each scope once, in one order', () => {
    const scopes = ['tenant:read', 'events:write', 'tenant:read'];
    expect(ask({ scopes }).scopes).toEqual(['events:write', 'tenant:read']);
  });

  test('may ask for every set of scopes but the empty one', () => {
    fc.assert(
      fc.property(fc.subarray([...SCOPES], { minLength: 1 }), (scopes) => {
        expect(ask({ scopes }).scopes).toEqual(scopes);
      }),
    );
  });

  test.each([
    [[]],
    [['events:*']],
    [['events:read', 'operator']],
    [['events:read', 7]],
    ['events:read'],
    [undefined],
    [null],
    [{ 0: 'events:read', length: 1 }],
  ])('is refused with scopes %j', (scopes) => {
    expect(() => ask({ scopes })).toThrow(TokenRequestInvalid);
  });

  test.each([MINUTE_MS, 365 * DAY_MS])('may ask for a life of %d ms', (lifetimeMs) => {
    expect(ask({ expiresAt: NOW + lifetimeMs }).expiresAt).toBe(NOW + lifetimeMs);
  });

  test.each([
    NOW,
    NOW + MINUTE_MS - 1,
    NOW + 365 * DAY_MS + 1,
    NOW + DAY_MS + 0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '2027-01-01',
    undefined,
  ])('is refused with the expiry %s', (expiresAt) => {
    expect(() => ask({ expiresAt })).toThrow(TokenRequestInvalid);
  });
});

describe('a token', () => {
  test('is made of 32 random bytes', () => {
    expect(newToken((bytes) => new Uint8Array(bytes).fill(255))).toBe(`trib_${'_'.repeat(42)}8`);
  });

  test('is kept as its SHA-256', () => {
    expect(tokenDigest('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
