import type { Operation } from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { OperationQueue, type QueueOptions } from './operation-queue.ts';

/**
 * Finishes or compensates every operation that a crash, a stop or an obstacle left unfinished, and resolves once all have ended or
 * are stuck, with those that are stuck.
 */
export async function resumeUnfinished(
  ports: ProvisioningPorts,
  options: QueueOptions = {},
): Promise<readonly Operation[]> {
  await using queue = new OperationQueue(ports, options);
  for (const { id } of await ports.registry.unfinished()) {
    await queue.start(id);
  }
  await queue.idle();
  return ports.registry.unfinished();
}
