import { RunningPlatform } from '../integration/support/running-platform.ts';
import { atMost, type BenchOptions, type Finding } from './support/finding.ts';
import { spreadOf } from './support/spread.ts';

const ALL = 1_000;
const SOME = 100;
const CLIENTS = 16;
const TARGET_S = 60;

/** Clients of the API onboard pool tenants side by side, each until its operation has succeeded, the readiness proof included. */
export async function onboarding({ full }: BenchOptions): Promise<readonly Finding[]> {
  const tenants = full ? ALL : SOME;
  const seconds = await onboardAll(tenants);
  const measured = spreadOf([seconds]);
  return full
    ? [{ what: 'onboarding 1,000 pool tenants', measured, unit: 's', target: atMost(TARGET_S) }]
    : [
        {
          what: `onboarding ${tenants} pool tenants`,
          measured,
          unit: 's',
          note: `1,000 at this pace: ${((seconds * ALL) / tenants).toFixed(1)} s of ${TARGET_S} s; --full measures it`,
        },
      ];
}

async function onboardAll(tenants: number): Promise<number> {
  await using running = await RunningPlatform.start();
  const ids = Array.from({ length: tenants }, (_, nth) => `tenant-${nth}`).values();
  const beganAt = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, () => onboardNext(running, ids)));
  return (performance.now() - beganAt) / 1_000;
}

async function onboardNext(running: RunningPlatform, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const state = await running.onboard(id, 'starter');
    if (state !== 'succeeded') {
      throw new RangeError(`the onboarding of ${id} ended as ${state}`);
    }
  }
}
