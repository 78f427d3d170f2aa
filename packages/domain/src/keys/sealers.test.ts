import { HOUR_MS } from '@tributary/kernel';
import { expect, test } from 'vitest';
import { aggregateId } from '../topics/index.ts';
import { SealerExpired } from './errors.ts';
import { fillRandom, RandomPool } from './random-pool.ts';
import { RecentRoutes } from './recent-routes.ts';
import { Sealers } from './sealers.ts';
import { ShredWatch } from './shred-watch.ts';
import { ACME, contextOf, GLOBEX, keyRingRig, PAYLOAD } from './testing/key-ring-rig.ts';

const order = aggregateId('order-1');

test('keeps a route instead of computing it again', async () => {
  const { sealers, routes, clock } = await rig();
  await sealers.fetch(ACME);
  const route = sealers.ready(ACME, clock.now())?.route(order);
  expect(sealers.ready(ACME, clock.now())?.route(order)).toBe(route);
  expect(routes.size).toBe(1);
});

test('lets go of a key after its hour, with its routes, and keeps a younger one', async () => {
  const { sealers, routes, clock } = await rig();
  await sealers.fetch(ACME);
  sealers.ready(ACME, clock.now())?.route(order);
  clock.advance(HOUR_MS);
  await sealers.fetch(GLOBEX);
  clock.advance(1);
  sealers.sweep(clock.now());
  expect(sealers.ready(GLOBEX, clock.now())).toBeDefined();
  expect([sealers.size, routes.size]).toEqual([1, 0]);
});

test('lets go of a destroyed key at once, with its routes and its lease', async () => {
  const { sealers, routes, shreds, vault, clock } = await rig();
  await sealers.fetch(ACME);
  const sealer = sealers.ready(ACME, clock.now());
  sealer?.route(order);
  await vault.destroy(ACME, clock.now());
  await shreds.read();
  sealers.sweep(clock.now());
  expect([sealers.size, routes.size]).toEqual([0, 0]);
  expect(() => sealer?.seal(contextOf(ACME), PAYLOAD)).toThrow(SealerExpired);
});

test('keeps a new sealer in place of the old one, and not its routes', async () => {
  const { sealers, routes, clock } = await rig();
  await sealers.fetch(ACME);
  const old = sealers.ready(ACME, clock.now());
  old?.route(order);
  await sealers.fetch(ACME);
  expect(sealers.ready(ACME, clock.now())).not.toBe(old);
  expect([sealers.size, routes.size]).toEqual([1, 0]);
});

async function rig() {
  const { vault, clock } = await keyRingRig();
  const shreds = new ShredWatch({ vault, clock, onRead: () => {} });
  const routes = new RecentRoutes(9);
  const pool = new RandomPool(fillRandom);
  const tools = { clock, fill: fillRandom, pool, routes, recordsPerDataKey: 9 };
  return { vault, clock, shreds, routes, sealers: new Sealers(vault, shreds, tools) };
}
