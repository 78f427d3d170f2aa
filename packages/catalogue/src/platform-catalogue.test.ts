import { eventTypeOf, streamOf } from '@tributary/domain/placement';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonSchemas, platformCatalogue } from './platform-catalogue.ts';
import { arbitraryOf } from './testing/arbitrary-of.ts';
import { nearly } from './testing/nearly.ts';

/** As the ecosystem document lists them. */
const DOCUMENTED = [
  ['identity', 'UserRegistered'],
  ['identity', 'UserAuthenticated'],
  ['identity', 'RoleAssigned'],
  ['identity', 'PermissionGranted'],
  ['identity', 'MFAEnabled'],
  ['users', 'ProfileCreated'],
  ['users', 'ProfileUpdated'],
  ['users', 'PreferenceChanged'],
  ['users', 'UserDeactivated'],
  ['subscriptions', 'SubscriptionCreated'],
  ['subscriptions', 'PlanUpgraded'],
  ['subscriptions', 'InvoiceGenerated'],
  ['subscriptions', 'PaymentProcessed'],
  ['notifications', 'NotificationRequested'],
  ['notifications', 'NotificationSent'],
  ['notifications', 'DeliveryConfirmed'],
  ['notifications', 'TemplateUpdated'],
  ['analytics', 'UserActivityRecorded'],
  ['analytics', 'ReportGenerated'],
  ['analytics', 'AnomalyDetected'],
  ['analytics', 'DashboardViewed'],
  ['tenants', 'TenantProvisioned'],
  ['tenants', 'ResourceQuotaUpdated'],
  ['tenants', 'FeatureEnabled'],
  ['tenants', 'TenantSuspended'],
] as const;

/** Formats are checked by the patterns that stand beside them. */
const FORMATS = ['date', 'date-time', 'email', 'ipv4', 'ipv6'];

function ajv(): Ajv2020 {
  return new Ajv2020({
    strict: true,
    strictTypes: false,
    formats: Object.fromEntries(FORMATS.map((format) => [format, true])),
  });
}

function isValid(stream: string, type: string, data: unknown): boolean {
  return eventTypeOf(streamOf(platformCatalogue, stream), type).validate(data).kind === 'valid';
}

describe('the streams', () => {
  test.each(DOCUMENTED)('%s has %s', (stream, type) => {
    expect(eventTypeOf(streamOf(platformCatalogue, stream), type).version).toBe(1);
  });

  test('tell what became of orders and of tenants', () => {
    const namesOf = (stream: string) => [...streamOf(platformCatalogue, stream).eventTypes.keys()];
    expect(namesOf('orders')).toEqual([
      'OrderPlaced',
      'OrderShipped',
      'OrderDelivered',
      'OrderCancelled',
    ]);
    expect(namesOf('tenants')).toEqual(expect.arrayContaining(['TenantResumed', 'TenantErased']));
  });

  test('hold personal data, but for that of tenants', () => {
    const classes = [...platformCatalogue.streams.values()].map(({ name, dataClass }) => [
      name,
      dataClass,
    ]);
    expect(Object.fromEntries(classes)).toEqual({
      analytics: 'personal',
      identity: 'personal',
      notifications: 'personal',
      orders: 'personal',
      subscriptions: 'personal',
      tenants: 'none',
      users: 'personal',
    });
  });
});

describe.each(jsonSchemas)('the JSON Schema of $stream $type', ({ stream, type, schema }) => {
  const check = ajv().compile(schema);

  test('fits the examples that are made from it, and so does zod', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (data) => {
        expect([check(data), isValid(stream, type, data)]).toEqual([true, true]);
      }),
      { numRuns: 30 },
    );
  });

  test('agrees with zod on data that nearly fits', () => {
    fc.assert(
      fc.property(nearly(arbitraryOf(schema)), (data) => {
        expect(isValid(stream, type, data)).toBe(check(data));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the JSON Schemas', () => {
  test('are those of all event types, each once', () => {
    const listed = jsonSchemas.map(({ stream, type }) => `${stream} ${type}`);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toEqual(expect.arrayContaining(DOCUMENTED.map((pair) => pair.join(' '))));
  });
});

describe('UserActivityRecorded', () => {
  test('carries any JSON object from outside', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (details) => {
        const data = { activity: 'edit', recordedAt: '2015-09-11T00:46:58.771Z', details };
        expect(isValid('analytics', 'UserActivityRecorded', JSON.parse(JSON.stringify(data)))).toBe(
          true,
        );
      }),
    );
  });

  test.each(['2015-09-11', 'yesterday', '2015-02-30T00:00:00Z', 1_441_932_418])(
    'refuses the time %j',
    (recordedAt) => {
      const data = { activity: 'edit', recordedAt, details: {} };
      expect(isValid('analytics', 'UserActivityRecorded', data)).toBe(false);
    },
  );

  test('takes a time with an offset', () => {
    const data = { activity: 'edit', recordedAt: '2015-09-11T02:46:58+02:00', details: {} };
    expect(isValid('analytics', 'UserActivityRecorded', data)).toBe(true);
  });
});

describe('the tiers', () => {
  const modelsOf = (name: string) =>
    [...platformCatalogue.tiers.values()]
      .filter((tier) => tier.name === name)
      .flatMap((tier) => [...tier.streams.values()])
      .map(({ stream, model }) => [stream, model]);
  const everywhere = (model: string) =>
    Object.fromEntries([...platformCatalogue.streams.keys()].map((stream) => [stream, model]));

  test.each([
    ['starter', everywhere('pool')],
    ['professional', { ...everywhere('pool'), orders: 'bridge', analytics: 'bridge' }],
    ['business', everywhere('bridge')],
    ['enterprise', everywhere('silo')],
  ])('%s places every stream', (name, models) => {
    expect(Object.fromEntries(modelsOf(name))).toEqual(models);
  });

  test('seal all personal data', () => {
    const plain = [...platformCatalogue.tiers.values()]
      .flatMap((tier) => [...tier.streams.values()])
      .filter(({ encryption }) => encryption === 'none')
      .map(({ stream }) => streamOf(platformCatalogue, stream).dataClass);
    expect(new Set(plain)).toEqual(new Set(['none']));
  });

  test('take more from tier to tier', () => {
    const rates = [...platformCatalogue.tiers.values()].map(({ eventsPerSecond, burst }) => [
      eventsPerSecond,
      burst,
    ]);
    expect(rates).toEqual([
      [500, 2_000],
      [2_000, 8_000],
      [5_000, 20_000],
      [20_000, 80_000],
    ]);
  });
});

describe('the consumers', () => {
  test('read their streams and say what a replay does', () => {
    const told = platformCatalogue.consumers.map(({ name, stream, replay }) => [
      name,
      stream,
      replay,
    ]);
    expect(told).toEqual([
      ['activity-tally', 'analytics', 'rebuild'],
      ['order-notices', 'orders', 'refuse'],
    ]);
  });
});
