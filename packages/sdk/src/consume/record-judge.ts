import { HandlerTimedOut, RecordParked, RecordPoisoned } from '@tributary/domain/consumption';
import type { TenantId } from '@tributary/domain/tenancy';
import { PlatformError } from '@tributary/kernel';
import type { BatchItem } from './batch.ts';
import type { BatchCounts } from './consumer-ports.ts';
import { describeFailure } from './describe-failure.ts';
import { failureOf } from './failure-of.ts';
import type { ContextTools } from './open-context.ts';
import { MAX_ATTEMPTS, type RecordAttempts } from './record-attempts.ts';
import { isSecurityEvent, placeOf, type SetAside } from './set-aside.ts';
import type { Setbacks } from './setbacks.ts';

/** What became of one record. */
export type Disposition = keyof BatchCounts;

type Records = {
  readonly attempts: RecordAttempts;
  readonly aside: SetAside;
  readonly setbacks: Setbacks;
};

/** Decides what becomes of a record that failed. */
export class RecordJudge {
  readonly #tools: Pick<ContextTools, 'consumer' | 'ports'>;
  readonly #attempts: RecordAttempts;
  readonly #aside: SetAside;
  readonly #setbacks: Setbacks;

  constructor(
    tools: Pick<ContextTools, 'consumer' | 'ports'>,
    { attempts, aside, setbacks }: Records,
  ) {
    this.#tools = tools;
    this.#attempts = attempts;
    this.#aside = aside;
    this.#setbacks = setbacks;
  }

  async failed(item: BatchItem, error: unknown): Promise<Disposition> {
    const failure = failureOf(error);
    switch (failure.kind) {
      case 'refuse':
        return this.quarantine(item, failure.error, item.tenant);
      case 'shredded':
        return 'shredded';
      case 'stall':
        this.#setbacks.stall(item, error);
        return this.wait(item, error);
      case 'wait':
        return this.wait(item, error);
      case 'count':
        return this.count(item, error);
    }
  }

  /** The record comes again, but not for ever. */
  async count(item: BatchItem, error: unknown): Promise<Disposition> {
    this.#log(item, error);
    const times = await this.#attempts.countFailure(item);
    if (times < MAX_ATTEMPTS) {
      return this.fail(item, error);
    }
    return error instanceof HandlerTimedOut
      ? this.#quarantineForGood(item, error)
      : this.poisoned(item, 'threw', error);
  }

  async poisoned(item: BatchItem, how: 'threw' | 'crashed', cause?: unknown): Promise<Disposition> {
    const facts = { consumer: this.#tools.consumer.name, attempts: MAX_ATTEMPTS, how };
    return this.#quarantineForGood(item, new RecordPoisoned(facts, { cause }));
  }

  async #quarantineForGood(item: BatchItem, error: PlatformError): Promise<Disposition> {
    const disposition = await this.quarantine(item, error, item.tenant);
    await this.#attempts.forget(item);
    return disposition;
  }

  async quarantine(
    item: BatchItem,
    error: PlatformError,
    tenant: TenantId | undefined,
  ): Promise<Disposition> {
    await this.#aside.put(item, error, tenant);
    return dispositionOf(error);
  }

  wait(item: BatchItem, error: unknown): Disposition {
    this.#log(item, error);
    return this.fail(item, error);
  }

  fail(item: BatchItem, error: unknown): Disposition {
    this.#setbacks.fail(item, error);
    return 'failed';
  }

  #log(item: BatchItem, error: unknown): void {
    const { consumer, ports } = this.#tools;
    const isForOperator = error instanceof PlatformError && error.remedy === 'call-operator';
    ports.log(isForOperator ? 'error' : 'warn', 'a record failed', {
      ...describeFailure(error),
      ...placeOf(item),
      consumer: consumer.name,
      ...(item.tenant === undefined ? {} : { tenant: item.tenant }),
    });
  }
}

function dispositionOf(error: PlatformError): Disposition {
  if (isSecurityEvent(error)) {
    return 'foreign';
  }
  return error instanceof RecordParked ? 'parked' : 'quarantined';
}
