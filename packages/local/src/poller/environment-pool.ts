import {
  ConsumerFailed,
  type ConsumerInvoker,
  type KafkaBatchResponse,
  type KafkaEvent,
  type RunId,
} from '@tributary/domain/consumption';
import { ExecutionEnvironment, type Invocation } from './execution-environment.ts';

export type PoolLimits = {
  /** Batches that run at once, not counting those that are overdue. */
  readonly healthy: number;
  /** A batch that has run for so long no longer counts: another one may start beside it. */
  readonly overdueMs: number;
  /** Batches of subscriptions that have just failed, at once: they wait for each other, never for them the healthy ones. */
  readonly suspect: number;
  /** Threads in all. */
  readonly threads: number;
};

export const DEFAULT_POOL_LIMITS: PoolLimits = {
  healthy: 2,
  overdueMs: 200,
  suspect: 2,
  threads: 12,
};

type Lane = 'healthy' | 'suspect';

type Job = Invocation & {
  readonly lane: Lane;
  readonly resolve: (response: KafkaBatchResponse) => void;
  readonly reject: (cause: unknown) => void;
};

/**
 * The threads that run consumers. One warm thread is kept in reserve, so that a batch which spins or never settles costs
 * the others nothing but its share of the processor until its time limit.
 */
export class EnvironmentPool implements ConsumerInvoker, AsyncDisposable {
  readonly #entry: URL;
  readonly #workerData: unknown;
  readonly #limits: PoolLimits;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: Record<Lane, Job[]> = { healthy: [], suspect: [] };
  readonly #running: Record<Lane, number> = { healthy: 0, suspect: 0 };
  #closed = false;

  constructor(options: {
    readonly entry: URL;
    readonly workerData: unknown;
    readonly limits?: PoolLimits;
  }) {
    this.#entry = options.entry;
    this.#workerData = options.workerData;
    this.#limits = options.limits ?? DEFAULT_POOL_LIMITS;
  }

  /** Starts the first thread and resolves when it can take a batch. */
  async warm(): Promise<void> {
    await this.#start().ready;
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
    this.#dispatchLane('healthy', this.#limits.healthy);
    this.#dispatchLane('suspect', this.#limits.suspect);
    this.#keepReserve();
  }

  #dispatchLane(lane: Lane, atOnce: number): void {
    const waiting = this.#waiting[lane];
    while (waiting.length > 0 && this.#running[lane] < atOnce) {
      const environment = this.#takeIdle();
      if (environment === undefined) {
        return;
      }
      const job = waiting.shift();
      if (job === undefined) {
        return;
      }
      void this.#execute(job, environment);
    }
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isAlive) {
        return idle;
      }
      this.#all.delete(idle);
    }
    if (this.#all.size >= this.#limits.threads || this.#closed) {
      return undefined;
    }
    this.#start();
    return this.#idle.pop();
  }

  #keepReserve(): void {
    if (this.#idle.length === 0 && this.#all.size < this.#limits.threads && !this.#closed) {
      this.#start();
    }
  }

  #start(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.#entry, this.#workerData);
    this.#all.add(environment);
    this.#idle.push(environment);
    return environment;
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
    const overdue = setTimeout(() => {
      if (job.lane === 'healthy') {
        uncount();
        this.#dispatch();
      }
    }, this.#limits.overdueMs);
    try {
      job.resolve(await environment.invoke(job));
    } catch (cause) {
      job.reject(cause);
    } finally {
      clearTimeout(overdue);
      uncount();
      this.#giveBack(environment);
      this.#dispatch();
    }
  }

  #giveBack(environment: ExecutionEnvironment): void {
    const spare = this.#idle.length > this.#limits.healthy;
    if (environment.isAlive && !spare && !this.#closed) {
      this.#idle.push(environment);
      return;
    }
    this.#all.delete(environment);
    void environment[Symbol.asyncDispose]();
  }
}
