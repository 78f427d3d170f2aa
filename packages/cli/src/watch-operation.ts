import { type OperationView, operationView } from '@tributary/contract';
import type { Invocation } from './command.ts';
import { OperationFailed } from './errors.ts';

const POLL_MS = 100;

/**
 * Shows each step as it ends, and resolves with the operation when it has succeeded.
 *
 * @throws {OperationFailed}
 */
export async function watchOperation(
  { client, print, sleep, values }: Invocation,
  id: string,
): Promise<OperationView> {
  const shown = new Set<string>();
  for (;;) {
    const operation = await client.call(
      operationView,
      'GET',
      `/operations/${encodeURIComponent(id)}`,
    );
    if (values['json'] !== true) {
      showNew(operation, shown, (line) => print(undefined, line));
    }
    if (operation.state === 'succeeded') {
      return operation;
    }
    if (operation.state === 'undone' || operation.state === 'stuck') {
      const { failure } = operation;
      throw new OperationFailed({
        operation: id,
        state: operation.state,
        why:
          failure === undefined
            ? 'it was cancelled'
            : `${failure.message} (${failure.code}). ${failure.todo}`,
      });
    }
    await sleep(POLL_MS);
  }
}

function showNew(operation: OperationView, shown: Set<string>, show: (line: string) => void): void {
  for (const step of operation.steps) {
    const key = `${step.name} ${step.outcome}`;
    const isNews = step.outcome !== 'pending' && step.outcome !== 'running' && !shown.has(key);
    if (isNews) {
      shown.add(key);
      show(
        `  ${step.outcome.padEnd(7)} ${step.name}${step.attempts > 1 ? ` (${step.attempts} attempts)` : ''}`,
      );
    }
  }
}
