import { quarantineId } from '@tributary/domain/consumption';
import { SealMissing, TenantMismatch } from '@tributary/domain/events';
import { EnvelopeRefused } from '@tributary/domain/keys';
import { CANARY_TENANT, type TenantId } from '@tributary/domain/tenancy';
import type { Facts, PlatformError } from '@tributary/kernel';
import type { Batch, BatchItem } from './batch.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerPorts } from './consumer-ports.ts';
import { describeFailure } from './describe-failure.ts';

/** What one batch puts in quarantine and finds there. */
export class SetAside {
  readonly #consumer: Consumer;
  readonly #ports: Pick<ConsumerPorts, 'quarantine' | 'clock' | 'log'>;
  readonly #before: ReadonlySet<string>;
  readonly #now = new Set<string>();

  constructor(consumer: Consumer, ports: ConsumerPorts, { blocked }: Pick<Batch, 'blocked'>) {
    this.#consumer = consumer;
    this.#ports = ports;
    this.#before = blocked;
  }

  /** Whether it is worth asking if the record is there already. */
  mayHold({ tenant, key }: BatchItem): boolean {
    return this.#before.size > 0 && tenant !== undefined && this.#before.has(key);
  }

  /** Whether the record itself was put there by an earlier delivery. */
  async holds({ tenant, record }: BatchItem): Promise<boolean> {
    if (tenant === undefined) {
      return false;
    }
    const id = quarantineId(this.#consumer.name, record);
    return (await this.#ports.quarantine.find(tenant, id)) !== undefined;
  }

  /** Whether the record must wait behind another of its aggregate. */
  blocks({ key }: BatchItem): boolean {
    return (
      this.#before.size + this.#now.size > 0 &&
      this.#consumer.onPoison === 'park' &&
      (this.#before.has(key) || this.#now.has(key))
    );
  }

  /**
   * Puts the record there as it came. What is nobody's goes to the platform's own and blocks nothing; so does what no publisher of
   * ours wrote, or a forged record would hold up the tenant's own events of that aggregate.
   */
  async put(item: BatchItem, error: PlatformError, claimed: TenantId | undefined): Promise<void> {
    const { clock, log, quarantine } = this.#ports;
    const security = isSecurityEvent(error);
    const tenant = security ? undefined : claimed;
    await quarantine.put({
      tenant: tenant ?? CANARY_TENANT,
      consumer: this.#consumer.name,
      record: item.record,
      reason: error.code,
      at: clock.now(),
    });
    if (tenant !== undefined) {
      this.#now.add(item.key);
    }
    log(security ? 'error' : 'warn', 'a record was put in quarantine', {
      ...describeFailure(error),
      ...claimsOf(error),
      ...placeOf(item),
      consumer: this.#consumer.name,
      tenant: tenant ?? CANARY_TENANT,
      security,
    });
  }
}

export function placeOf({ record: { topic, partition, offset } }: BatchItem): Facts {
  return { topic, partition, offset };
}

/** The record was not written by a publisher of ours for the tenant that it names. */
export function isSecurityEvent(error: unknown): boolean {
  return (
    error instanceof TenantMismatch ||
    error instanceof EnvelopeRefused ||
    error instanceof SealMissing
  );
}

const SHOWN_CHARACTERS = 64;

function claimsOf(error: PlatformError): Facts {
  if (!(error instanceof TenantMismatch)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(error.claims).map(([place, text]) => [
      `claimed-${place}`,
      String(text).slice(0, SHOWN_CHARACTERS),
    ]),
  );
}
