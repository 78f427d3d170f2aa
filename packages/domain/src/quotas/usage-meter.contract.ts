import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { NO_USAGE, type UsageMeter } from './usage-meter.ts';

const ACME = tenantId('acme');
const GLOBEX = tenantId('globex');

/** `make` gives a new, empty meter each time. */
export function usageMeterContract(make: () => Promise<UsageMeter>): void {
  describe('usage', () => {
    test('is nothing before anything was counted', async () => {
      const meter = await make();
      expect(await meter.usage(ACME)).toEqual(NO_USAGE);
    });

    test('adds up for each tenant by itself', async () => {
      const meter = await make();
      await meter.add(ACME, { events: 3, bytes: 300 });
      await meter.add(GLOBEX, { events: 1, bytes: 50 });
      await meter.add(ACME, { events: 2, bytes: 150 });
      expect(await meter.usage(ACME)).toEqual({ events: 5, bytes: 450 });
      expect(await meter.usage(GLOBEX)).toEqual({ events: 1, bytes: 50 });
    });

    test('loses no addition of those that come at once', async () => {
      const meter = await make();
      const one = { events: 1, bytes: 10 };
      await Promise.all(Array.from({ length: 20 }, () => meter.add(ACME, one)));
      expect(await meter.usage(ACME)).toEqual({ events: 20, bytes: 200 });
    });

    test('counts beyond what 32 bits hold', async () => {
      const meter = await make();
      await meter.add(ACME, { events: 1, bytes: 2 ** 40 });
      await meter.add(ACME, { events: 1, bytes: 1 });
      expect(await meter.usage(ACME)).toEqual({ events: 2, bytes: 2 ** 40 + 1 });
    });

    test('is forgotten for one tenant, as often as one asks', async () => {
      const meter = await make();
      await meter.add(ACME, { events: 3, bytes: 300 });
      await meter.add(GLOBEX, { events: 1, bytes: 50 });
      await meter.remove(ACME);
      await meter.remove(ACME);
      expect(await meter.usage(ACME)).toEqual(NO_USAGE);
      expect(await meter.usage(GLOBEX)).toEqual({ events: 1, bytes: 50 });
    });
  });
}
