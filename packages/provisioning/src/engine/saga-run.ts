import type { StepRecord } from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import { OperationCancelled } from '../errors.ts';
import type { ProvisioningPorts } from '../ports.ts';
import type { Saga, SagaStep, StepChange, StepContext, StepOutcome } from '../saga.ts';
import { isPastPivot } from '../sagas.ts';
import { failureOf, isWorthRepeating } from './failure-of.ts';
import type { Observe, ObservedPoint } from './observe.ts';
import * as record from './operation-record.ts';
import type { OperationRecords } from './operation-records.ts';

type Parts = {
  readonly ports: ProvisioningPorts;
  readonly saga: Saga;
  readonly records: OperationRecords;
  readonly signal: AbortSignal;
  readonly observe: Observe;
};

type Done = { readonly kind: 'done'; readonly change: StepChange };
/** Cancelled operations end here too, with `OperationCancelled`. */
type Failed = { readonly kind: 'failed'; readonly error: unknown };
type Ended = Done | Failed;

const NOTHING_CHANGED: Done = { kind: 'done', change: {} };

/**
 * Takes one operation through its saga. That a step is done is written together with the beginning of the next one: a crash in
 * between repeats the step, which is safe to repeat.
 */
export class SagaRun {
  readonly #ports: ProvisioningPorts;
  readonly #saga: Saga;
  readonly #records: OperationRecords;
  readonly #signal: AbortSignal;
  readonly #observe: Observe;
  /** What is staged and will have happened with the next write. */
  #unwritten: Pick<ObservedPoint, 'step' | 'at'> | undefined;

  constructor({ ports, saga, records, signal, observe }: Parts) {
    this.#ports = ports;
    this.#saga = saga;
    this.#records = records;
    this.#signal = signal;
    this.#observe = observe;
  }

  async forward(): Promise<void> {
    this.#records.stage(record.goingForward());
    for (const step of this.#saga.steps) {
      if (this.#recordOf(step).outcome === 'done') {
        continue;
      }
      const ended = await this.#take(step);
      if (ended.kind !== 'done') {
        return this.#giveUp(step, ended);
      }
    }
    this.#records.stage(record.succeeded(this.#now()));
    this.#records.stageRelease();
    await this.#flush();
  }

  async back(): Promise<void> {
    this.#records.stage(record.goingBack());
    for (const step of this.#saga.steps.toReversed()) {
      const { attempts, outcome } = this.#recordOf(step);
      if (attempts === 0 || outcome === 'undone') {
        continue;
      }
      const ended = await this.#takeBack(step);
      if (ended.kind === 'failed') {
        this.#records.stage(record.stuck(failureOf(step.name, ended.error)));
        return this.#flush();
      }
    }
    const { tenant, heir } = (await this.#saga.undone?.(this.#context())) ?? {};
    this.#records.stage(record.undone(this.#now()));
    this.#records.stageTenant(tenant);
    this.#records.stageRelease(heir);
    await this.#flush();
  }

  async #giveUp(step: SagaStep, { error }: Failed): Promise<void> {
    const failure = failureOf(step.name, error);
    if (!(error instanceof OperationCancelled)) {
      this.#records.stage(record.stepFailed(failure, this.#now()));
    }
    if (isPastPivot(this.#records.operation)) {
      this.#records.stage(record.stuck(failure));
      return this.#flush();
    }
    this.#records.stage(record.goingBack(failure));
    return this.back();
  }

  async #take(step: SagaStep): Promise<Ended> {
    for (let attempt = 1; ; attempt += 1) {
      const ended = this.#cancelled() ?? (await this.#attempt(step));
      if (ended.kind === 'done' || !this.#isToRepeat(step, ended, attempt)) {
        return ended;
      }
      this.#records.stage(record.stepFailed(failureOf(step.name, ended.error), this.#now()));
      await this.#flush();
      await this.#pauseUntil(this.#nextAttemptAt(step, attempt));
    }
  }

  async #attempt(step: SagaStep): Promise<Ended> {
    const prepared = await this.#prepare(step);
    if (prepared.kind === 'failed') {
      return prepared;
    }
    if (prepared.kind === 'not-needed') {
      this.#records.stage(record.stepDone(step.name, this.#now()));
      return NOTHING_CHANGED;
    }
    this.#stageChange(prepared.change);
    this.#records.stage(record.stepBegun(step.name, this.#now()));
    await this.#flush();
    await this.#see({ step: step.name, at: 'before-run' });
    const ran = await this.#throughWaits(() => step.run(this.#context()));
    return ran.kind === 'done' ? this.#recordDone(step, ran) : ran;
  }

  async #prepare(step: SagaStep): Promise<Ended | { readonly kind: 'not-needed' }> {
    try {
      const context = this.#context();
      return step.isNeeded?.(context) === false
        ? { kind: 'not-needed' }
        : { kind: 'done', change: (await step.prepare?.(context)) ?? {} };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The pivot is written at once, and only if nobody has asked to cancel until then. */
  async #recordDone(step: SagaStep, ran: Done): Promise<Ended> {
    await this.#see({ step: step.name, at: 'after-effect' });
    this.#stageChange(ran.change);
    this.#records.stage(record.stepDone(step.name, this.#now()));
    const point = { step: step.name, at: 'after-record' } as const;
    if (step.name !== this.#saga.pivot) {
      this.#unwritten = point;
      return ran;
    }
    if ((await this.#records.flushUnlessCancelled()) === 'cancelled') {
      return { kind: 'failed', error: new OperationCancelled() };
    }
    await this.#see(point);
    return ran;
  }

  async #takeBack(step: SagaStep): Promise<Ended> {
    const { undo } = step;
    if (undo === undefined) {
      this.#stageNothingToUndo(step);
      return NOTHING_CHANGED;
    }
    this.#records.stage(record.stepUndoing(step.name));
    await this.#flush();
    await this.#see({ step: step.name, at: 'before-undo' });
    const ended = await this.#undo(step, () => undo(this.#context()));
    if (ended.kind === 'done') {
      await this.#see({ step: step.name, at: 'inside-undo' });
      this.#stageChange(ended.change);
      this.#records.stage(record.stepUndone(step.name, this.#now()));
      this.#unwritten = { step: step.name, at: 'after-undo' };
    }
    return ended;
  }

  async #undo(step: SagaStep, work: () => Promise<StepOutcome>): Promise<Ended> {
    for (let attempt = 1; ; attempt += 1) {
      const ended = await this.#throughWaits(work);
      if (ended.kind === 'done' || !this.#isToRepeat(step, ended, attempt)) {
        return ended;
      }
      await this.#pauseUntil(this.#nextAttemptAt(step, attempt));
    }
  }

  /** Goes on with `work` until it no longer asks to wait; what it wants to be remembered is written before each wait. */
  async #throughWaits(work: () => Promise<StepOutcome>): Promise<Ended> {
    for (;;) {
      const outcome = await this.#tried(work);
      if (outcome.kind === 'failed') {
        return outcome;
      }
      const { notes, tenant } = outcome;
      const change = { ...(notes && { notes }), ...(tenant && { tenant }) };
      if (outcome.kind === 'done') {
        return { kind: 'done', change };
      }
      this.#stageChange(change);
      await (notes === undefined && tenant === undefined ? undefined : this.#flush());
      await this.#pauseUntil(outcome.until);
      const cancelled = this.#cancelled();
      if (cancelled !== undefined) {
        return cancelled;
      }
    }
  }

  async #tried(work: () => Promise<StepOutcome>): Promise<StepOutcome | Failed> {
    try {
      this.#signal.throwIfAborted();
      return await work();
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** A run that is told to stop records nothing any more: the next one goes on from what stands. */
  #failed(error: unknown): Failed {
    this.#signal.throwIfAborted();
    return { kind: 'failed', error };
  }

  /** In slices, so that a cancellation is seen early. */
  async #pauseUntil(until: EpochMs): Promise<void> {
    const { clock, waits } = this.#ports;
    do {
      const ms = Math.min(until - clock.now(), waits.pollMs);
      await (ms > 0 ? clock.sleep(ms, this.#signal) : undefined);
      await this.#records.refresh();
    } while (this.#cancelled() === undefined && clock.now() < until);
  }

  #cancelled(): Failed | undefined {
    const { operation } = this.#records;
    const isCancelled =
      operation.cancelRequested && operation.state === 'running' && !isPastPivot(operation);
    return isCancelled ? { kind: 'failed', error: new OperationCancelled() } : undefined;
  }

  #isToRepeat({ retry }: SagaStep, { error }: Failed, attempt: number): boolean {
    const { maxAttempts } = this.#ports.retryLimits;
    return isWorthRepeating(error) && attempt < Math.min(retry.maxAttempts, maxAttempts);
  }

  #nextAttemptAt({ retry }: SagaStep, attempt: number): EpochMs {
    const intervalMs = retry.intervalMs * retry.backoffRate ** (attempt - 1);
    return this.#now() + Math.min(intervalMs, this.#ports.retryLimits.maxIntervalMs);
  }

  #stageChange({ notes, tenant }: StepChange): void {
    this.#records.stage(record.noted(notes));
    this.#records.stageTenant(tenant);
  }

  #stageNothingToUndo(step: SagaStep): void {
    if (this.#recordOf(step).outcome !== 'failed') {
      this.#records.stage(record.stepUndone(step.name, this.#now()));
    }
  }

  async #flush(): Promise<void> {
    await this.#records.flush();
    const point = this.#unwritten;
    this.#unwritten = undefined;
    await (point && this.#see(point));
  }

  async #see(point: Pick<ObservedPoint, 'step' | 'at'>): Promise<void> {
    const { id, kind } = this.#records.operation;
    await this.#observe({ operation: id, saga: kind, ...point });
  }

  #recordOf({ name }: SagaStep): StepRecord {
    const found = this.#records.operation.steps.find((step) => step.name === name);
    return found ?? { name, outcome: 'pending', attempts: 0 };
  }

  #context(): StepContext {
    const { operation, tenant } = this.#records;
    return { ports: this.#ports, operation, tenant, signal: this.#signal };
  }

  #now(): EpochMs {
    return this.#ports.clock.now();
  }
}
