import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { assertMay, assertOperator, type Caller, SCOPES } from './caller.ts';
import { Forbidden } from './errors.ts';

const ACME = tenantId('acme');
const ACME_LABS = tenantId('acme-labs');
const OPERATOR: Caller = { kind: 'operator' };
const READER: Caller = { kind: 'tenant', tenant: ACME, scopes: ['events:read'] };
const EVERYTHING: Caller = { kind: 'tenant', tenant: ACME, scopes: SCOPES };

function refusalOf(ask: () => void): unknown {
  try {
    ask();
  } catch (refusal) {
    return refusal;
  }
  return undefined;
}

describe("an operator's token", () => {
  test("opens what is the operators'", () => {
    expect(() => assertOperator(OPERATOR)).not.toThrow();
  });

  test.each(SCOPES)('opens %s of every tenant', (scope) => {
    expect(() => assertMay(OPERATOR, ACME, scope)).not.toThrow();
  });
});

describe("a tenant's token", () => {
  test("opens nothing that is the operators'", () => {
    expect(() => assertOperator(EVERYTHING)).toThrow(Forbidden);
  });

  test('opens its tenant within its scopes', () => {
    expect(() => assertMay(READER, ACME, 'events:read')).not.toThrow();
  });

  test.each(['events:write', 'replays:write', 'tenant:read'] as const)(
    'opens no %s without that scope',
    (scope) => {
      expect(() => assertMay(READER, ACME, scope)).toThrow(Forbidden);
    },
  );

  test.each(SCOPES)('opens no %s of another tenant', (scope) => {
    expect(() => assertMay(EVERYTHING, ACME_LABS, scope)).toThrow(Forbidden);
  });

  test('is refused in the same words for another tenant and for its own', () => {
    const ofOther = refusalOf(() => assertMay(READER, ACME_LABS, 'events:write'));
    const ofOwn = refusalOf(() => assertMay(READER, ACME, 'events:write'));
    expect(ofOther).toBeInstanceOf(Forbidden);
    expect({ ...Object(ofOther), message: String(ofOther) }).toEqual({
      ...Object(ofOwn),
      message: String(ofOwn),
    });
  });
});
