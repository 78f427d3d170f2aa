import { MemoryKeyVault } from '@tributary/domain/keys/testing';
import { MemoryRateBudget } from '@tributary/domain/quotas/testing';
import { ManualClock } from '@tributary/kernel/testing';
import { KeyRing } from '../../keys/index.ts';
import { type CellId, cellId, siloCellId, type TierName, tierOf } from '../../placement/index.ts';
import { LeasedRate, type Usage } from '../../quotas/index.ts';
import {
  operationId,
  type Tenant,
  type TenantId,
  type TenantRegistry,
  type TenantState,
  tenantId,
} from '../../tenancy/index.ts';
import { type EventDraft, eventDraft, Publisher, type PublisherPorts } from '../index.ts';
import { AppendLog } from './append-log.ts';
import { ORDERS, POOLED, SHOP } from './shop-catalogue.ts';

export const ACME = tenantId('acme');
export const GLOBEX = tenantId('globex');
export const CELL: CellId = cellId('cell-1');

const OPERATION = operationId('00000000-0000-4000-8000-000000000000');

export function tenant(
  id: TenantId,
  tier: TierName = POOLED,
  changes: Partial<Tenant> = {},
): Tenant {
  return {
    id,
    state: 'active',
    tier,
    placements: [...tierOf(SHOP, tier).streams.values()].map(({ stream, model }) => ({
      tenant: id,
      stream,
      model,
      cell: model === 'silo' ? siloCellId(id) : CELL,
      epoch: 1,
    })),
    requestDigest: '',
    onboarding: OPERATION,
    createdAt: 0,
    changedAt: 0,
    version: 1,
    ...changes,
  };
}

/** The tenants that there are, and how often they were asked for. */
class Tenants implements Pick<TenantRegistry, 'find'> {
  readonly #tenants = new Map<TenantId, Tenant>();
  reads = 0;

  put(...tenants: readonly Tenant[]): void {
    for (const one of tenants) {
      this.#tenants.set(one.id, one);
    }
  }

  setState(id: TenantId, state: TenantState): void {
    this.put({ ...tenant(id), ...this.#tenants.get(id), state });
  }

  async find(id: TenantId): Promise<Tenant | undefined> {
    this.reads += 1;
    return this.#tenants.get(id);
  }
}

/** A publisher with all that it needs, and ACME and GLOBEX in the pool, active and with keys. */
export class Shop {
  readonly clock = new ManualClock();
  readonly vault = new MemoryKeyVault();
  readonly keyRing = new KeyRing({ vault: this.vault, clock: this.clock });
  readonly registry = new Tenants();
  readonly log = new AppendLog();
  readonly usage: (Usage & { readonly tenant: TenantId })[] = [];
  readonly tools = { keyRing: this.keyRing, catalogue: SHOP };
  #ids = 0;

  static async open(): Promise<Shop> {
    const shop = new Shop();
    for (const id of [ACME, GLOBEX]) {
      shop.registry.put(tenant(id));
      await shop.vault.create(id);
    }
    return shop;
  }

  get ports(): PublisherPorts {
    return {
      registry: this.registry,
      catalogue: SHOP,
      keyRing: this.keyRing,
      rate: new LeasedRate({ budget: new MemoryRateBudget(), clock: this.clock }),
      sessions: this.log,
      clock: this.clock,
      newId: () => this.#newId(),
      principal: () => ({ kind: 'publisher', streams: [ORDERS] }),
      onPublished: (id, usage) => this.usage.push({ tenant: id, ...usage }),
    };
  }

  publisher(changes: Partial<PublisherPorts> = {}): Publisher {
    return new Publisher({ ...this.ports, ...changes });
  }

  /** Keys as another process holds them: none yet. */
  otherKeyRing(): KeyRing {
    return new KeyRing({ vault: this.vault, clock: this.clock });
  }

  draft(changes: Readonly<Record<string, unknown>> = {}): EventDraft {
    const order = {
      stream: 'orders',
      type: 'OrderPlaced',
      aggregate: 'order-1',
      data: { total: 1 },
    };
    return eventDraft({ ...order, ...changes }, this.clock.now());
  }

  #newId(): string {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${String(this.#ids).padStart(12, '0')}`;
  }
}
