import type { CellId } from '@tributary/domain/placement';
import type { ProvisioningPorts } from './ports.ts';
import { DONE, type StepOutcome } from './saga.ts';

/** Asks to wait until the cluster is gone with all that is in it. */
export async function removeCluster(
  { clusters, clock, waits }: ProvisioningPorts,
  cell: CellId,
): Promise<StepOutcome> {
  const state = await clusters.state(cell);
  if (state === 'creating' || state === 'active') {
    await clusters.remove(cell);
  }
  return (await clusters.state(cell)) === 'absent'
    ? DONE
    : { kind: 'wait', until: clock.now() + waits.pollMs };
}
