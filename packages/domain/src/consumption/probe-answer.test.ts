import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { answerProbe, isProbeAnswered } from './probe-answer.ts';
import { MemoryProjectionStore } from './testing/index.ts';

const ANSWER = { tenant: tenantId('acme'), consumer: 'tally', nonce: 'n-1' };
const NOW = Date.UTC(2026, 4, 1);

describe('a readiness probe', () => {
  test('is unanswered until it is answered', async () => {
    const projections = new MemoryProjectionStore();
    expect(await isProbeAnswered(projections, ANSWER)).toBe(false);
    await answerProbe(projections, ANSWER, NOW);
    expect(await isProbeAnswered(projections, ANSWER)).toBe(true);
  });

  test('is answered twice as once', async () => {
    const projections = new MemoryProjectionStore();
    await answerProbe(projections, ANSWER, NOW);
    await answerProbe(projections, ANSWER, NOW + 1);
    expect(await isProbeAnswered(projections, ANSWER)).toBe(true);
  });

  test.each([{ tenant: tenantId('acme-labs') }, { consumer: 'tally-2' }, { nonce: 'n-2' }])(
    'is not answered by the answer to another: %o',
    async (change) => {
      const projections = new MemoryProjectionStore();
      await answerProbe(projections, ANSWER, NOW);
      expect(await isProbeAnswered(projections, { ...ANSWER, ...change })).toBe(false);
    },
  );

  test('is removed with its tenant', async () => {
    const projections = new MemoryProjectionStore();
    await answerProbe(projections, ANSWER, NOW);
    await projections.removeTenant(ANSWER.tenant);
    expect(await isProbeAnswered(projections, ANSWER)).toBe(false);
  });
});
