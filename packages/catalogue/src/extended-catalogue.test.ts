import { CatalogueInvalid } from '@tributary/domain/placement';
import { expect, test } from 'vitest';
import { extendedCatalogue } from './extended-catalogue.ts';
import { platformCatalogue } from './platform-catalogue.ts';

const RECORDER = {
  name: 'tour-recorder',
  stream: 'analytics',
  replay: 'reapply',
  batchSize: 500,
  batchWindowMs: 50,
  timeoutMs: 30_000,
} as const;

test('an extension of nothing is the catalogue', () => {
  expect(extendedCatalogue(platformCatalogue, { consumers: [] })).toEqual(platformCatalogue);
});

test('consumers come after those that are there', () => {
  const { consumers } = extendedCatalogue(platformCatalogue, { consumers: [RECORDER] });
  expect(consumers).toEqual([...platformCatalogue.consumers, RECORDER]);
});

test('a rate is that of every tier, and nothing else changes', () => {
  const rate = { eventsPerSecond: 7, burst: 11 };
  const { tiers } = extendedCatalogue(platformCatalogue, { consumers: [], rate });
  expect([...tiers.values()]).toEqual(
    [...platformCatalogue.tiers.values()].map((tier) => ({ ...tier, ...rate })),
  );
});

test.each([
  ['of an unknown stream', { ...RECORDER, stream: 'weather' }],
  ['whose name is taken', { ...RECORDER, name: 'activity-tally' }],
])('refuses a consumer %s', (_, consumer) => {
  const extend = () => extendedCatalogue(platformCatalogue, { consumers: [consumer] });
  expect(extend).toThrow(CatalogueInvalid);
});
