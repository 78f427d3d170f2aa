import type { Operation, OperationId, TenantRegistry } from '@tributary/domain/tenancy';
import type { ProvisioningPorts } from '../ports.ts';
import { hasEnded } from '../request/operation-of.ts';
import { isPastPivot, sagaOf } from '../sagas.ts';
import type { Observe } from './observe.ts';
import { OperationRecords } from './operation-records.ts';
import { SagaRun } from './saga-run.ts';

export type RunOptions = {
  /** Once aborted the run stops where it stands; the operation stays unfinished. */
  readonly signal?: AbortSignal | undefined;
  readonly observe?: Observe | undefined;
};

const RUNNING = new WeakMap<TenantRegistry, Map<OperationId, Promise<Operation>>>();

/**
 * Runs the operation from where it stands to an end, or until it is stuck, and resolves with it. An operation that runs in this
 * process already is waited for.
 *
 * @throws {OperationUnknown}
 * @throws {OperationTaken} an engine in another process runs it.
 */
export async function runOperation(
  ports: ProvisioningPorts,
  id: OperationId,
  options: RunOptions = {},
): Promise<Operation> {
  const running = runningOf(ports.registry);
  const already = running.get(id);
  if (already !== undefined) {
    return already;
  }
  const run = runFromWhereItStands(ports, id, options).finally(() => running.delete(id));
  running.set(id, run);
  return run;
}

async function runFromWhereItStands(
  ports: ProvisioningPorts,
  id: OperationId,
  { signal = new AbortController().signal, observe = () => {} }: RunOptions,
): Promise<Operation> {
  signal.throwIfAborted();
  const records = await OperationRecords.read(ports, id);
  const { operation } = records;
  if (hasEnded(operation)) {
    return operation;
  }
  const saga = sagaOf(operation.kind);
  const run = new SagaRun({ ports, saga, records, signal, observe });
  await (operation.state === 'running' || isPastPivot(operation) ? run.forward() : run.back());
  return records.operation;
}

function runningOf(registry: TenantRegistry): Map<OperationId, Promise<Operation>> {
  const running = RUNNING.get(registry) ?? new Map<OperationId, Promise<Operation>>();
  RUNNING.set(registry, running);
  return running;
}
