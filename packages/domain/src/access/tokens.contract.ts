import { DAY_MS, HOUR_MS } from '@tributary/kernel';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { SCOPES } from './caller.ts';
import { tokenDigest } from './token-secret.ts';
import type { TokenRequest, Tokens } from './tokens.ts';

const NOW = Date.UTC(2026, 4, 1);
const ACME: TokenRequest = {
  tenant: tenantId('acme'),
  scopes: ['events:write', 'tenant:read'],
  expiresAt: NOW + HOUR_MS,
};
/** Names that begin alike are the dangerous ones. */
const ACME_LABS: TokenRequest = { ...ACME, tenant: tenantId('acme-labs') };

const ACME_CALLER = { kind: 'tenant', tenant: ACME.tenant, scopes: ACME.scopes };
const ACME_LABS_CALLER = { ...ACME_CALLER, tenant: ACME_LABS.tenant };

/** What every token store promises. `make` gives an empty one each time. */
export function tokensContract(make: () => Promise<Tokens>): void {
  describe('a token of a tenant', () => {
    test('says whose it is and what it opens', async () => {
      const tokens = await make();
      const token = await tokens.issue(ACME);
      expect(await tokens.authenticate(token, NOW)).toEqual(ACME_CALLER);
    });

    test('may open everything of its tenant', async () => {
      const tokens = await make();
      const token = await tokens.issue({ ...ACME, scopes: SCOPES });
      expect(await tokens.authenticate(token, NOW)).toEqual({ ...ACME_CALLER, scopes: SCOPES });
    });

    test('is a new one each time, and the older one still opens', async () => {
      const tokens = await make();
      const [older, newer] = [await tokens.issue(ACME), await tokens.issue(ACME)];
      expect(newer).not.toBe(older);
      expect(await tokens.authenticate(older, NOW)).toEqual(ACME_CALLER);
      expect(await tokens.authenticate(newer, NOW)).toEqual(ACME_CALLER);
    });

    test('is too long to be guessed and fits into a header', async () => {
      const tokens = await make();
      expect(await tokens.issue(ACME)).toMatch(/^[A-Za-z0-9._~+/-]{43,}$/);
    });

    test('opens until its last millisecond', async () => {
      const tokens = await make();
      const token = await tokens.issue(ACME);
      expect(await tokens.authenticate(token, ACME.expiresAt - 1)).toEqual(ACME_CALLER);
      expect(await tokens.authenticate(token, ACME.expiresAt)).toBeUndefined();
    });

    test('opens nothing once its tenant is revoked, twice as once', async () => {
      const tokens = await make();
      const issued = [await tokens.issue(ACME), await tokens.issue(ACME)];
      await tokens.revokeAll(ACME.tenant);
      await tokens.revokeAll(ACME.tenant);
      const callers = await Promise.all(issued.map((token) => tokens.authenticate(token, NOW)));
      expect(callers).toEqual([undefined, undefined]);
    });

    test('outlives the revocation of a neighbour and of the operators', async () => {
      const tokens = await make();
      const token = await tokens.issue(ACME_LABS);
      await tokens.revokeAll(ACME.tenant);
      await tokens.revokeOperators();
      expect(await tokens.authenticate(token, NOW)).toEqual(ACME_LABS_CALLER);
    });

    test('can be issued again after a revocation', async () => {
      const tokens = await make();
      await tokens.issue(ACME);
      await tokens.revokeAll(ACME.tenant);
      const token = await tokens.issue(ACME);
      expect(await tokens.authenticate(token, NOW)).toEqual(ACME_CALLER);
    });
  });

  describe("an operator's token", () => {
    test('opens everything, without an end', async () => {
      const tokens = await make();
      const token = await tokens.issueOperator();
      expect(await tokens.authenticate(token, NOW + 10_000 * DAY_MS)).toEqual({ kind: 'operator' });
    });

    test('is a new one each time, and the older one still opens', async () => {
      const tokens = await make();
      const [older, newer] = [await tokens.issueOperator(), await tokens.issueOperator()];
      expect(newer).not.toBe(older);
      expect(await tokens.authenticate(older, NOW)).toEqual({ kind: 'operator' });
    });

    test('opens nothing once the operators are revoked, twice as once', async () => {
      const tokens = await make();
      const token = await tokens.issueOperator();
      await tokens.revokeOperators();
      await tokens.revokeOperators();
      expect(await tokens.authenticate(token, NOW)).toBeUndefined();
    });

    test('outlives the revocation of a tenant', async () => {
      const tokens = await make();
      const token = await tokens.issueOperator();
      await tokens.revokeAll(ACME.tenant);
      expect(await tokens.authenticate(token, NOW)).toEqual({ kind: 'operator' });
    });
  });

  describe('a text that is no token', () => {
    test.each(['', 'acme', "' OR '1'='1", `trib_${'A'.repeat(43)}`, 'x'.repeat(100_000)])(
      'opens nothing: %.20s',
      async (text) => {
        const tokens = await make();
        await tokens.issue(ACME);
        await tokens.issueOperator();
        expect(await tokens.authenticate(text, NOW)).toBeUndefined();
      },
    );

    test('opens nothing when it is what is kept of a token', async () => {
      const tokens = await make();
      const token = await tokens.issue(ACME);
      expect(await tokens.authenticate(tokenDigest(token), NOW)).toBeUndefined();
    });

    test('opens nothing when it is a token with more or less at its end', async () => {
      const tokens = await make();
      const token = await tokens.issue(ACME);
      expect(await tokens.authenticate(`${token}A`, NOW)).toBeUndefined();
      expect(await tokens.authenticate(token.slice(0, -1), NOW)).toBeUndefined();
    });
  });
}
