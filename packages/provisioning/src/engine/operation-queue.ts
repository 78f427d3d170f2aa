import type { Operation, OperationId } from '@tributary/domain/tenancy';
import type { OperationStarter, ProvisioningPorts } from '../ports.ts';
import type { Observe } from './observe.ts';
import { runOperation } from './run-operation.ts';

export type QueueOptions = {
  /** How many operations run at once; 16 where it is absent. */
  readonly concurrency?: number | undefined;
  readonly observe?: Observe | undefined;
  /** Gets each operation that has ended or is stuck. */
  readonly onEnd?: ((operation: Operation) => void) | undefined;
  /** Gets what nobody foresaw: the registry did not answer, or another engine runs the operation. It stays unfinished. */
  readonly onError?: ((error: unknown, operation: OperationId) => void) | undefined;
  /** Once aborted nothing more is begun, and what runs stops where it stands. */
  readonly signal?: AbortSignal | undefined;
};

const CONCURRENCY = 16;

/** Runs operations in this process: oldest first, several at once. Disposed of, it stops them where they stand. */
export class OperationQueue implements OperationStarter, AsyncDisposable {
  readonly #ports: ProvisioningPorts;
  readonly #options: QueueOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<OperationId>();
  readonly #running = new Map<OperationId, Promise<void>>();

  constructor(ports: ProvisioningPorts, options: QueueOptions = {}) {
    this.#ports = ports;
    this.#options = options;
    this.#signal = AbortSignal.any([
      this.#stop.signal,
      ...(options.signal ? [options.signal] : []),
    ]);
  }

  async start(operation: OperationId): Promise<void> {
    if (!this.#running.has(operation)) {
      this.#waiting.add(operation);
      this.#fill();
    }
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running.values());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  #fill(): void {
    for (const operation of this.#waiting) {
      if (
        this.#signal.aborted ||
        this.#running.size >= (this.#options.concurrency ?? CONCURRENCY)
      ) {
        return;
      }
      this.#waiting.delete(operation);
      this.#running.set(operation, this.#run(operation));
    }
  }

  async #run(operation: OperationId): Promise<void> {
    const { observe, onEnd, onError } = this.#options;
    try {
      const ended = await runOperation(this.#ports, operation, { signal: this.#signal, observe });
      onEnd?.(ended);
    } catch (error) {
      if (!this.#signal.aborted) {
        onError?.(error, operation);
      }
    } finally {
      this.#running.delete(operation);
      this.#fill();
    }
  }
}
