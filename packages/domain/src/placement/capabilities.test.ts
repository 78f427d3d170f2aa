import { describe, expect, test } from 'vitest';
import { CAPABILITIES, type CapabilityName, verdict } from './capabilities.ts';
import type { IsolationModel } from './placement.ts';

const MODELS: readonly IsolationModel[] = ['pool', 'bridge', 'silo'];

function documented(name: CapabilityName): readonly (boolean | undefined)[] {
  return MODELS.map((model) => CAPABILITIES[name].document[model]);
}

function answered(name: CapabilityName): readonly boolean[] {
  return MODELS.map((model) => verdict(name, model).can);
}

describe('the table of the MSK document', () => {
  test.each([
    ['encryption-at-rest-per-tenant', false, false, true],
    ['forget-one-tenant', false, true, true],
    ['retention-per-tenant', false, true, true],
    ['event-size-per-tenant', false, true, true],
    ['replay-per-tenant', true, true, true],
  ] as const)('%s: pool %s, bridge %s, silo %s', (name, ...expected) => {
    expect(documented(name)).toEqual(expected);
  });
});

describe('Tributary', () => {
  test.each([
    ['encryption-at-rest-per-tenant', false, false, true],
    ['forget-one-tenant', true, true, true],
    ['retention-per-tenant', false, true, true],
    ['event-size-per-tenant', false, true, true],
    ['replay-per-tenant', true, true, true],
    ['partitions-per-tenant', false, true, true],
    ['regulated-data', false, true, true],
    ['plain-records', false, true, true],
  ] as const)('answers %s: pool %s, bridge %s, silo %s', (name, ...expected) => {
    expect(answered(name)).toEqual(expected);
  });

  test('differs from the documents in one thing: the pool forgets, by destroying a key', () => {
    const differing = Object.entries(CAPABILITIES).flatMap(([name, { document, answer }]) =>
      MODELS.filter(
        (model) => document[model] !== undefined && document[model] !== answer[model].can,
      ).map((model) => `${name} ${model}`),
    );
    expect(differing).toEqual(['forget-one-tenant pool']);
    expect(verdict('forget-one-tenant', 'pool').reason).toContain('key');
  });

  test('gives each answer a reason and each row a source', () => {
    const texts = Object.values(CAPABILITIES).flatMap(({ title, source, answer }) => [
      title,
      source,
      ...MODELS.map((model) => answer[model].reason),
    ]);
    expect(texts.filter((text) => text.length < 10)).toEqual([]);
  });
});
