import {
  ConsumerFailed,
  type ConsumerInvoker,
  type KafkaBatchResponse,
  type KafkaEvent,
  type RunId,
} from '@tributary/domain/consumption';
import { ConsumersUnloadable } from '../errors.ts';
import type { ExecutionEnvironment, Invocation } from './execution-environment.ts';

export type PoolLimits = {
  /** Batches that run at once, not counting those that are slow. */
  readonly healthy: number;
  /** A batch that has run for so long no longer counts: another one may start beside it. */
  readonly slowMs: number;
  /** The thread of a batch that has run for so long yields the processor to the others. */
  readonly overdueMs: number;
  /** Batches of subscriptions that have just failed, at once: they wait for each other, and no other waits for them. */
  readonly suspect: number;
  /** Warm threads that wait: as many batches may go wrong at once, and the next starts without waiting for a thread. */
  readonly reserve: number;
  /** Threads in all. */
  readonly threads: number;
};

const DEFAULT_POOL_LIMITS: PoolLimits = {
  healthy: 3,
  slowMs: 50,
  overdueMs: 250,
  suspect: 2,
  reserve: 3,
  threads: 8,
};

export type Lane = 'healthy' | 'suspect';

type Job = Invocation & {
  readonly lane: Lane;
  readonly resolve: (response: KafkaBatchResponse) => void;
  readonly reject: (cause: unknown) => void;
};

/**
 * The threads that run consumers. A batch that spins or never settles costs the others nothing but its share of the
 * processor until it is overdue; from then on its thread yields to the others where the operating system can tell threads
 * apart (Linux), until the time limit ends it. The next time its subscription runs in the suspect lane.
 */
export class EnvironmentPool implements ConsumerInvoker, AsyncDisposable {
  readonly #start: () => ExecutionEnvironment;
  readonly #limits: PoolLimits;
  readonly #idle: Record<Lane, ExecutionEnvironment[]> = { healthy: [], suspect: [] };
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: Record<Lane, Job[]> = { healthy: [], suspect: [] };
  readonly #running: Record<Lane, number> = { healthy: 0, suspect: 0 };
  #closed = false;
  #isStarting = false;

  constructor(options: {
    /** Starts a thread. */
    readonly start: () => ExecutionEnvironment;
    readonly limits?: PoolLimits;
  }) {
    this.#start = options.start;
    this.#limits = options.limits ?? DEFAULT_POOL_LIMITS;
  }

  /**
   * Starts the reserve, and resolves when its first thread can take a batch.
   *
   * @throws {ConsumersUnloadable} the thread ended before: the code of a consumer, or of the catalogue, does not load.
   */
  async warm(): Promise<void> {
    this.#keepReserve();
    try {
      await this.#idle.healthy[0]?.ready;
    } catch (cause) {
      throw new ConsumersUnloadable(
        { reason: cause instanceof Error ? cause.message : String(cause) },
        { cause },
      );
    }
  }

  invoke(
    consumer: string,
    event: KafkaEvent,
    { run, timeoutMs }: { readonly run: RunId; readonly timeoutMs: number },
  ): Promise<KafkaBatchResponse> {
    const marked = run === 'live' ? event : { ...event, tributaryRun: run };
    return this.run({ consumer, event: marked, timeoutMs }, 'healthy');
  }

  /** @throws {ConsumerFailed} */
  run(invocation: Invocation, lane: Lane): Promise<KafkaBatchResponse> {
    if (this.#closed) {
      return Promise.reject(new ConsumerFailed({ consumer: invocation.consumer, how: 'crashed' }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting[lane].push({ ...invocation, lane, resolve, reject });
      this.#dispatch();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#waiting.healthy.splice(0), ...this.#waiting.suspect.splice(0)]) {
      job.reject(new ConsumerFailed({ consumer: job.consumer, how: 'crashed' }));
    }
    await Promise.all([...this.#all].map((environment) => environment[Symbol.asyncDispose]()));
  }

  #dispatch(): void {
    this.#dispatchLane('healthy');
    this.#dispatchLane('suspect');
    this.#keepReserve();
  }

  #dispatchLane(lane: Lane): void {
    while (this.#running[lane] < this.#limits[lane]) {
      const job = this.#waiting[lane][0];
      const environment = job === undefined ? undefined : this.#takeIdle(lane);
      if (job === undefined || environment === undefined) {
        return;
      }
      this.#waiting[lane].shift();
      void this.#execute(job, environment);
    }
  }

  #takeIdle(lane: Lane): ExecutionEnvironment | undefined {
    const idle = this.#idle[lane];
    for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
      if (next.isAlive) {
        return next;
      }
      this.#all.delete(next);
    }
    return this.#makeOne();
  }

  /** One thread after the other: starting several at once would take the processor from batches that run. */
  #keepReserve(): void {
    if (this.#isStarting || this.#idle.healthy.length >= this.#limits.reserve) {
      return;
    }
    const made = this.#makeOne();
    if (made === undefined) {
      return;
    }
    // The warmest is taken first: a thread that was just started comes last.
    this.#idle.healthy.unshift(made);
    this.#isStarting = true;
    void made.ready
      .catch(() => undefined)
      .then(() => {
        this.#isStarting = false;
        if (made.isAlive) {
          this.#keepReserve();
        }
      });
  }

  #makeOne(): ExecutionEnvironment | undefined {
    if (this.#closed || this.#all.size >= this.#limits.threads) {
      return undefined;
    }
    const made = this.#start();
    this.#all.add(made);
    return made;
  }

  async #execute(job: Job, environment: ExecutionEnvironment): Promise<void> {
    let counted = true;
    const uncount = () => {
      if (counted) {
        counted = false;
        this.#running[job.lane] -= 1;
      }
    };
    this.#running[job.lane] += 1;
    const slow = setTimeout(() => {
      if (job.lane === 'healthy') {
        uncount();
        this.#dispatch();
      }
    }, this.#limits.slowMs);
    const overdue = setTimeout(() => environment.yieldProcessor(), this.#limits.overdueMs);
    if (job.lane === 'suspect') {
      environment.yieldProcessor();
    }
    try {
      job.resolve(await environment.invoke(job));
    } catch (cause) {
      job.reject(cause);
    } finally {
      clearTimeout(slow);
      clearTimeout(overdue);
      uncount();
      this.#giveBack(job.lane, environment);
      this.#dispatch();
    }
  }

  #giveBack(lane: Lane, environment: ExecutionEnvironment): void {
    const enough = lane === 'healthy' ? this.#limits.reserve + this.#limits.healthy : 1;
    const fit = environment.isAlive && (lane === 'suspect' || environment.claimProcessor());
    if (fit && this.#idle[lane].length < enough && !this.#closed) {
      this.#idle[lane].push(environment);
      return;
    }
    this.#all.delete(environment);
    void environment[Symbol.asyncDispose]();
  }
}
