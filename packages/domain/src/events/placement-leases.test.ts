import { describe, expect, test } from 'vitest';
import { EventTypeUnknown, StreamNotOffered, StreamUnknown } from '../placement/index.ts';
import {
  type Tenant,
  TenantErased,
  TenantErasing,
  type TenantId,
  TenantNotReady,
  type TenantState,
  TenantSuspended,
  TenantUnknown,
  tenantId,
} from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import { PLACEMENT_LEASE_MS, PlacementLeases } from './placement-leases.ts';
import { ACME, GLOBEX, Shop, tenant } from './testing/shop.ts';
import { AUDITS, ORDERS, SILOED } from './testing/shop-catalogue.ts';

/** Answers when it is told to. */
class SlowRegistry {
  readonly #answers: (() => void)[] = [];

  find(id: TenantId): Promise<Tenant | undefined> {
    const { promise, resolve } = Promise.withResolvers<Tenant | undefined>();
    this.#answers.push(() => resolve(tenant(id)));
    return promise;
  }

  get asked(): number {
    return this.#answers.length;
  }

  answer(): void {
    for (const resolve of this.#answers) {
      resolve();
    }
  }
}

describe('a lease', () => {
  test('is acted upon to its last millisecond without asking again', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    const lease = await leases.of(ACME);
    shop.clock.advance(PLACEMENT_LEASE_MS - 1);
    expect(lease.isCurrent()).toBe(true);
    expect(await leases.of(ACME)).toBe(lease);
    expect(shop.registry.reads).toBe(1);
  });

  test('ends by wall clock', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    const lease = await leases.of(ACME);
    shop.clock.advance(PLACEMENT_LEASE_MS);
    expect(lease.isCurrent()).toBe(false);
    expect(await leases.of(ACME)).not.toBe(lease);
    expect(shop.registry.reads).toBe(2);
  });

  test('is as long as it was said to be', async () => {
    const shop = await Shop.open();
    const lease = await new PlacementLeases({ ...shop.ports, leaseMs: 250 }).of(ACME);
    shop.clock.advance(249);
    expect(lease.isCurrent()).toBe(true);
    shop.clock.advance(1);
    expect(lease.isCurrent()).toBe(false);
  });

  test('ends when the clock jumps back behind its beginning', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    const lease = await leases.of(ACME);
    shop.clock.advance(-1);
    expect(lease.isCurrent()).toBe(false);
    expect(await leases.of(ACME)).not.toBe(lease);
  });

  test('begins when the registry is asked, not when it answers', async () => {
    const shop = await Shop.open();
    const registry = new SlowRegistry();
    const asking = new PlacementLeases({ ...shop.ports, registry }).of(ACME);
    shop.clock.advance(PLACEMENT_LEASE_MS);
    registry.answer();
    expect((await asking).isCurrent()).toBe(false);
  });

  test('is asked for once by many at the same time', async () => {
    const shop = await Shop.open();
    const registry = new SlowRegistry();
    const leases = new PlacementLeases({ ...shop.ports, registry });
    const asking = Promise.all([leases.of(ACME), leases.of(ACME), leases.of(GLOBEX)]);
    registry.answer();
    const [first, second, other] = await asking;
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(registry.asked).toBe(2);
  });

  test('is forgotten, the oldest first, when there are more tenants than are remembered', async () => {
    const shop = await Shop.open();
    const third = tenantId('initech');
    shop.registry.put(tenant(third));
    const leases = new PlacementLeases(shop.ports, 2);
    const first = await leases.of(ACME);
    const second = await leases.of(GLOBEX);
    await leases.of(third);
    expect(await leases.of(GLOBEX)).toBe(second);
    expect(await leases.of(ACME)).not.toBe(first);
  });

  test('of a tenant that was asked for again counts as its newest', async () => {
    const shop = await Shop.open();
    const third = tenantId('initech');
    shop.registry.put(tenant(third));
    const leases = new PlacementLeases(shop.ports, 2);
    await leases.of(ACME);
    shop.clock.advance(PLACEMENT_LEASE_MS / 2);
    const globex = await leases.of(GLOBEX);
    shop.clock.advance(PLACEMENT_LEASE_MS / 2);
    const acme = await leases.of(ACME);
    await leases.of(third);
    expect(await leases.of(ACME)).toBe(acme);
    expect(await leases.of(GLOBEX)).not.toBe(globex);
  });
});

describe('a tenant that takes no events', () => {
  test.each<[TenantState, new (...none: never[]) => Error]>([
    ['provisioning', TenantNotReady],
    ['failed', TenantNotReady],
    ['suspended', TenantSuspended],
    ['erasure-scheduled', TenantErasing],
    ['erasing', TenantErasing],
    ['unreadable', TenantErased],
    ['erased', TenantErased],
  ])('is refused: %s', async (state, error) => {
    const shop = await Shop.open();
    shop.registry.setState(ACME, state);
    await expect(new PlacementLeases(shop.ports).of(ACME)).rejects.toThrow(error);
  });

  test('is served by what drains while it is suspended, and in no other state', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases({ ...shop.ports, drains: true });
    shop.registry.setState(ACME, 'suspended');
    expect((await leases.of(ACME)).isCurrent()).toBe(true);
    shop.registry.setState(GLOBEX, 'erasing');
    await expect(leases.of(GLOBEX)).rejects.toThrow(TenantErasing);
  });

  test('is refused where there is none', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    await expect(leases.of(tenantId('initech'))).rejects.toThrow(TenantUnknown);
  });

  test('is asked for again at once, so that a resumed tenant publishes', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    shop.registry.setState(ACME, 'suspended');
    await expect(leases.of(ACME)).rejects.toThrow(TenantSuspended);
    shop.registry.setState(ACME, 'active');
    expect((await leases.of(ACME)).isCurrent()).toBe(true);
  });

  test('is not remembered as it was before', async () => {
    const shop = await Shop.open();
    const leases = new PlacementLeases(shop.ports);
    await leases.of(ACME);
    shop.clock.advance(PLACEMENT_LEASE_MS);
    shop.registry.setState(ACME, 'suspended');
    await expect(leases.of(ACME)).rejects.toThrow(TenantSuspended);
    shop.clock.advance(-PLACEMENT_LEASE_MS);
    await expect(leases.of(ACME)).rejects.toThrow(TenantSuspended);
  });
});

describe('a target', () => {
  test('is the same for all events of one type', async () => {
    const shop = await Shop.open();
    const lease = await new PlacementLeases(shop.ports).of(ACME);
    const target = lease.target(ORDERS, 'OrderPlaced');
    expect(target.topic).toBe('pool.orders');
    expect(lease.target(ORDERS, 'OrderCancelled')).not.toBe(target);
    expect(lease.target(ORDERS, 'OrderPlaced')).toBe(target);
  });

  test('lies in the cell and topic of the placement', async () => {
    const shop = await Shop.open();
    shop.registry.put(tenant(ACME, SILOED));
    const lease = await new PlacementLeases(shop.ports).of(ACME);
    expect(lease.target(ORDERS, 'OrderPlaced')).toMatchObject({
      topic: 'acme.orders',
      placement: { cell: 'silo-acme' },
    });
  });

  test.each([
    ['of a stream that nobody has', 'unheard-of', 'OrderPlaced', StreamUnknown],
    ['of a stream that the tier lacks', AUDITS, 'OrderPlaced', StreamNotOffered],
    ['of a type that the stream lacks', ORDERS, 'OrderLost', EventTypeUnknown],
    [
      'of the probe, which is not for callers',
      ORDERS,
      'tributary.readiness.probe',
      EventTypeUnknown,
    ],
  ])('is refused %s', async (_, stream, type, error) => {
    const shop = await Shop.open();
    const lease = await new PlacementLeases(shop.ports).of(ACME);
    expect(() => lease.target(streamName(stream), type)).toThrow(error);
  });

  test('is refused where the tenant has no place on the stream yet', async () => {
    const shop = await Shop.open();
    shop.registry.put(tenant(ACME, SILOED, { placements: [] }));
    const lease = await new PlacementLeases(shop.ports).of(ACME);
    expect(() => lease.target(ORDERS, 'OrderPlaced')).toThrow(TenantNotReady);
  });
});
