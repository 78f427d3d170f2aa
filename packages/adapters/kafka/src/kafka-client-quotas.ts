import { setTimeout as pause } from 'node:timers/promises';
import { type AlterClientQuotasOptions, ClientQuotaMatchTypes } from '@platformatic/kafka';
import type { ClientQuota, ClientQuotas } from '@tributary/domain/quotas';
import type { TenantId } from '@tributary/domain/tenancy';
import { ClusterUnavailable } from '@tributary/domain/topics';
import { userOf } from './access/kafka-users.ts';
import type { SessionCalls } from './session-calls.ts';

/** Source: https://kafka.apache.org/documentation/#design_quotas */
const KEYS = {
  produceBytesPerSecond: 'producer_byte_rate',
  consumeBytesPerSecond: 'consumer_byte_rate',
  requestPercentage: 'request_percentage',
} as const;

/** Brokers answer from what they have heard of the controller's log, which is a little behind. */
const FOLLOW_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Quotas of the tenant's user, each broker by itself: a tenant that uses three brokers has three times the quota. */
export class KafkaClientQuotas implements ClientQuotas {
  readonly #calls: SessionCalls;

  constructor(calls: SessionCalls) {
    this.#calls = calls;
  }

  async set(tenant: TenantId, quota: ClientQuota): Promise<void> {
    await this.#alter(tenant, [
      { key: KEYS.produceBytesPerSecond, value: quota.produceBytesPerSecond, remove: false },
      { key: KEYS.consumeBytesPerSecond, value: quota.consumeBytesPerSecond, remove: false },
      { key: KEYS.requestPercentage, value: quota.requestPercentage, remove: false },
    ]);
    await this.#until(tenant, (found) => found !== undefined && isSame(found, quota));
  }

  async remove(tenant: TenantId): Promise<void> {
    if ((await this.find(tenant)) === undefined) {
      return;
    }
    await this.#alter(
      tenant,
      Object.values(KEYS).map((key) => ({ key, remove: true })),
    );
    await this.#until(tenant, (found) => found === undefined);
  }

  async find(tenant: TenantId): Promise<ClientQuota | undefined> {
    const entries = await this.#calls.call(
      'describe-cluster-config',
      { kind: 'cluster' },
      async (connection) => {
        const admin = await connection.admin();
        const match = userOf({ kind: 'tenant', tenant });
        return admin.describeClientQuotas({
          components: [{ entityType: 'user', matchType: ClientQuotaMatchTypes.EXACT, match }],
          strict: true,
        });
      },
    );
    const values = new Map(
      entries.flatMap((entry) => entry.values).map(({ key, value }) => [key, value]),
    );
    const produceBytesPerSecond = values.get(KEYS.produceBytesPerSecond);
    const consumeBytesPerSecond = values.get(KEYS.consumeBytesPerSecond);
    const requestPercentage = values.get(KEYS.requestPercentage);
    return produceBytesPerSecond === undefined ||
      consumeBytesPerSecond === undefined ||
      requestPercentage === undefined
      ? undefined
      : { produceBytesPerSecond, consumeBytesPerSecond, requestPercentage };
  }

  async #alter(
    tenant: TenantId,
    ops: AlterClientQuotasOptions['entries'][number]['ops'],
  ): Promise<void> {
    const entityName = userOf({ kind: 'tenant', tenant });
    await this.#calls.call('alter-cluster-config', { kind: 'cluster' }, async (connection) => {
      const admin = await connection.admin();
      await admin.alterClientQuotas({
        entries: [{ entities: [{ entityType: 'user', entityName }], ops }],
      });
    });
  }

  async #until(
    tenant: TenantId,
    isDone: (found: ClientQuota | undefined) => boolean,
  ): Promise<void> {
    const deadline = performance.now() + FOLLOW_MS;
    while (!isDone(await this.find(tenant))) {
      if (performance.now() > deadline) {
        throw new ClusterUnavailable({ cell: this.#calls.cell, doing: 'quotas to take effect' });
      }
      await pause(LOOK_EVERY_MS);
    }
  }
}

function isSame(one: ClientQuota, other: ClientQuota): boolean {
  return (
    one.produceBytesPerSecond === other.produceBytesPerSecond &&
    one.consumeBytesPerSecond === other.consumeBytesPerSecond &&
    one.requestPercentage === other.requestPercentage
  );
}
