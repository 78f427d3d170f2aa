import { ONCE_MORE, type Saga, type SagaStep } from '../saga.ts';
import { clearProjections } from './clear-projections.ts';
import { deliver } from './deliver.ts';
import { pauseLive, resumeLive } from './pause-live.ts';
import { planRanges } from './plan-ranges.ts';

const complete: SagaStep = {
  name: 'complete',
  executor: 'registry',
  retry: ONCE_MORE,
  run: async ({ ports }) => ({ kind: 'done', notes: { deliveredAt: ports.clock.now() } }),
};

/**
 * A projection is cleared before the ranges are fixed: what was appended before is in a range, what comes later comes live, and
 * what is both counts once, because a rebuild writes the markers of the run `live`. A reapplying consumer gets a run of its own.
 * While a projection is rebuilt from the tenant's own topics, the live subscription stands still, so that the order holds; in a
 * pool it cannot be stopped for one tenant, and live events may come before older ones.
 */
export const replayTenant: Saga = {
  name: 'replay',
  pivot: complete.name,
  steps: [pauseLive, clearProjections, planRanges, deliver, complete, resumeLive],
};
