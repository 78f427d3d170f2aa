import { describe, expect, test } from 'vitest';
import { KillStage } from './kill/kill-stage.ts';
import type { KillPoint, Scenario, Tier } from './kill/scenario.ts';

const TIERS: readonly Tier[] = ['pooled', 'bridged', 'siloed'];

function onEachTier(scenario: Omit<Scenario, 'tier'>): readonly Scenario[] {
  return TIERS.map((tier) => ({ ...scenario, tier }));
}

const FORWARD = [
  ...onEachTier({ kind: 'onboard' }),
  ...onEachTier({ kind: 'suspend' }),
  ...onEachTier({ kind: 'resume' }),
  ...onEachTier({ kind: 'erase' }),
  ...onEachTier({ kind: 'replay' }),
];

/** A pool tenant has nothing of its own to resume or to disconnect. */
const BACK: readonly Scenario[] = [
  ...onEachTier({ kind: 'onboard', obstacle: 'probe' }),
  { kind: 'resume', tier: 'bridged', obstacle: 'resume' },
  { kind: 'erase', tier: 'bridged', obstacle: 'disconnect' },
  { kind: 'erase', tier: 'siloed', obstacle: 'disconnect' },
  { kind: 'replay', tier: 'bridged', obstacle: 'invoke' },
];

/** Two processors, and a child waits for its disk half of the time. */
const AT_ONCE = 3;

async function differencesAtAll(
  stage: KillStage,
  points: readonly KillPoint[],
  expected: Awaited<ReturnType<KillStage['undisturbed']>>['dump'],
): Promise<readonly string[]> {
  const left = [...points];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      found.push(...(await stage.differencesAfterDeath(point, expected)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/**
 * That a step is done is recorded in the write that begins the next one, and nothing happens between the two points: who dies at
 * one of them has died at the other.
 */
function instants(points: readonly KillPoint[]): readonly KillPoint[] {
  return points.filter(({ at }, index) => {
    const isRecord = at === 'after-record' || at === 'after-undo';
    return !(isRecord && points[index + 1]?.at.startsWith('before-'));
  });
}

describe('whenever the process of an operation is killed, the next one ends it as if nothing had happened', () => {
  test.each(FORWARD)('$kind, $tier', async (scenario) => {
    using stage = await KillStage.set(scenario);
    const { state, points, dump } = await stage.undisturbed();
    expect(state).toBe('succeeded');
    expect(await differencesAtAll(stage, instants(points), dump)).toEqual([]);
  });

  test.each(BACK)('$kind that is undone, $tier', async (scenario) => {
    using stage = await KillStage.set(scenario);
    const { state, points, dump } = await stage.undisturbed();
    expect(state).toBe('undone');
    expect(await differencesAtAll(stage, instants(points), dump)).toEqual([]);
  });
});
