import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  ConsumerFailed,
  type KafkaBatchResponse,
  type KafkaEvent,
} from '@tributary/domain/consumption';
import type { Log } from '../log.ts';

export type Invocation = {
  readonly consumer: string;
  readonly event: KafkaEvent;
  readonly timeoutMs: number;
};

/** The id under which the operating system schedules the thread by itself; only Linux does. */
export type OsThread = number | undefined;

/** What goes to the thread, and what comes back. */
export type InvocationMessage = Invocation & { readonly deadlineAt: number };
export type InvocationAnswer =
  | { readonly kind: 'ready'; readonly thread: OsThread }
  | { readonly kind: 'log'; readonly line: Parameters<Log> }
  | { readonly kind: 'response'; readonly response: KafkaBatchResponse }
  | { readonly kind: 'threw'; readonly name: string; readonly code?: string };

type Pending = {
  readonly consumer: string;
  readonly settle: (outcome: KafkaBatchResponse | ConsumerFailed) => void;
};

/**
 * One thread that runs one batch at a time, as a Lambda's execution environment does. It is of no use any more after a
 * batch that ran into its time limit or ended the thread: `isAlive` says so.
 */
export class ExecutionEnvironment implements AsyncDisposable {
  readonly #worker: Worker;
  readonly ready: Promise<void>;
  #pending: Pending | undefined;
  #alive = true;
  #thread: OsThread;
  #yields = false;

  constructor(entry: URL, workerData: unknown, log: Log = () => undefined) {
    this.#worker = new Worker(entry, {
      workerData,
      // Its standard output is ours: a service's console.log shows where the platform was started.
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer: InvocationAnswer) => {
        if (answer.kind === 'ready') {
          this.#thread = answer.thread;
          resolve();
        } else if (answer.kind === 'log') {
          log(...answer.line);
        } else {
          this.#answered(answer);
        }
      });
      this.#worker.on('error', (cause) => {
        reject(cause);
        this.#died(cause);
      });
      this.#worker.on('exit', (code) => {
        const cause = new Error(`the thread ended with code ${code}`);
        reject(cause);
        this.#died(cause);
      });
    });
    // A thread that dies before it is ready is found by `invoke`.
    this.ready.catch(() => undefined);
  }

  get isAlive(): boolean {
    return this.#alive;
  }

  /** From now on the thread runs when no other wants the processor, where the operating system can tell threads apart. */
  yieldProcessor(): void {
    this.#yields = this.#setPriority(constants.priority.PRIORITY_LOW) || this.#yields;
  }

  /** Takes that back. `false`: this user may not, and the thread yields for as long as it lives. */
  claimProcessor(): boolean {
    this.#yields = this.#yields && !this.#setPriority(constants.priority.PRIORITY_NORMAL);
    return !this.#yields;
  }

  #setPriority(priority: number): boolean {
    try {
      if (this.#thread !== undefined) {
        setPriority(this.#thread, priority);
      }
      return this.#thread !== undefined;
    } catch {
      // Only root may raise a priority, and a thread that has just ended has none: both are an answer.
      return false;
    }
  }

  /** @throws {ConsumerFailed} */
  async invoke({ consumer, event, timeoutMs }: Invocation): Promise<KafkaBatchResponse> {
    await this.ready.catch((cause) => {
      throw new ConsumerFailed({ consumer, how: 'crashed' }, { cause });
    });
    const outcome = await new Promise<KafkaBatchResponse | ConsumerFailed>((resolve) => {
      const timer = setTimeout(() => {
        this.#settle(new ConsumerFailed({ consumer, how: 'timed-out' }));
        this.#alive = false;
        void this.#worker.terminate();
      }, timeoutMs);
      this.#pending = {
        consumer,
        settle: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
      };
      this.#worker.postMessage({
        consumer,
        event,
        timeoutMs,
        deadlineAt: Date.now() + timeoutMs,
      } satisfies InvocationMessage);
    });
    if (outcome instanceof ConsumerFailed) {
      throw outcome;
    }
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #answered(answer: Exclude<InvocationAnswer, { readonly kind: 'ready' | 'log' }>): void {
    if (answer.kind === 'response') {
      this.#settle(answer.response);
      return;
    }
    const cause = new Error('in the thread of the consumer');
    cause.name = answer.code ?? answer.name;
    this.#settle(
      new ConsumerFailed({ consumer: this.#pending?.consumer ?? '', how: 'threw' }, { cause }),
    );
  }

  #died(cause: unknown): void {
    this.#alive = false;
    this.#settle(
      new ConsumerFailed({ consumer: this.#pending?.consumer ?? '', how: 'crashed' }, { cause }),
    );
  }

  #settle(outcome: KafkaBatchResponse | ConsumerFailed): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.settle(outcome);
  }
}
