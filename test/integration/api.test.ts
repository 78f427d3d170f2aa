import {
  eventPage,
  operationView,
  publishedView,
  tenantView,
  tokenView,
} from '@tributary/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delivered, RunningPlatform } from './support/running-platform.ts';

let running: RunningPlatform;

beforeAll(async () => {
  running = await RunningPlatform.start();
  const ended = await Promise.all([
    running.onboard('acme', 'starter'),
    running.onboard('globex', 'business'),
    running.onboard('paused', 'starter'),
    running.onboard('gone', 'starter'),
  ]);
  expect(new Set(ended)).toEqual(new Set(['succeeded']));
  await running.ended('POST', '/tenants/paused/suspension');
  await running.ended('POST', '/tenants/gone/erasures', {
    confirm: 'gone',
    basis: 'contract ended',
  });
}, 60_000);

afterAll(() => running[Symbol.asyncDispose]());

const code = async (...request: Parameters<RunningPlatform['refused']>) =>
  (await running.refused(...request)).code;

async function tenantToken(tenant: string, scopes: readonly string[]): Promise<string> {
  const { body } = await running.call('POST', `/tenants/${tenant}/tokens`, {
    body: { scopes, expiresInSeconds: 600 },
  });
  return tokenView.parse(body).token;
}

describe('a tenant id', () => {
  test.each([
    ['Acme', 'tenant.id-invalid'],
    ['ac.me', 'tenant.id-invalid'],
    ['ac:me', 'tenant.id-invalid'],
    ['a'.repeat(200), 'tenant.id-invalid'],
    ['pool', 'tenant.id-reserved'],
  ])('of %s is refused with %s', async (id, expected) => {
    expect(await code('POST', '/tenants', { body: { id, tier: 'starter' } })).toBe(expected);
  });

  test('that was erased is never used again', async () => {
    const problem = await running.refused('POST', '/tenants', {
      body: { id: 'gone', tier: 'starter' },
    });
    expect(problem).toMatchObject({ code: 'tenant.erased', status: 410 });
  });
});

describe('onboarding', () => {
  test('is accepted with the address of its operation', async () => {
    const answer = await running.call('POST', '/tenants', {
      body: { id: 'initech', tier: 'starter' },
    });
    const operation = operationView.parse(answer.body);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/operations/${operation.id}`);
    expect(operation).toMatchObject({ kind: 'onboard', tenant: 'initech' });
  });

  test('asked for again is the same operation', async () => {
    const body = { id: 'hooli', tier: 'starter' };
    const first = operationView.parse((await running.call('POST', '/tenants', { body })).body);
    const second = operationView.parse((await running.call('POST', '/tenants', { body })).body);
    expect(second.id).toBe(first.id);
  });

  test('of the same id with another request is refused', async () => {
    const problem = await running.refused('POST', '/tenants', {
      body: { id: 'acme', tier: 'business' },
    });
    expect(problem).toMatchObject({ code: 'tenant.exists', status: 409 });
  });

  test('into a tier that does not exist is refused with those that do', async () => {
    const problem = await running.refused('POST', '/tenants', {
      body: { id: 'umbrella', tier: 'gold' },
    });
    expect(problem).toMatchObject({
      code: 'tier.unknown',
      facts: { known: expect.arrayContaining(['starter']) },
    });
  });

  test('under one Idempotency-Key cannot be two things', async () => {
    const headers = { 'idempotency-key': 'key-1' };
    await running.call('POST', '/tenants', { body: { id: 'stark', tier: 'starter' }, headers });
    expect(
      await code('POST', '/tenants', { body: { id: 'wayne', tier: 'starter' }, headers }),
    ).toBe('request.idempotency-key-reused');
  });

  test('under way refuses an erasure, and gives way to one that cancels it', async () => {
    const { body } = await running.call('POST', '/tenants', {
      body: { id: 'brief', tier: 'business' },
    });
    const erasure = { confirm: 'brief', basis: 'changed their mind' };
    const problem = await running.refused('POST', '/tenants/brief/erasures', { body: erasure });
    expect(problem).toMatchObject({
      code: 'tenant.busy',
      status: 409,
      facts: { operation: operationView.parse(body).id },
    });
    expect(
      await running.ended('POST', '/tenants/brief/erasures', { ...erasure, cancel: true }),
    ).toBe('succeeded');
  });
});

describe('an event', () => {
  test('is published and read back by its tenant', async () => {
    const answer = await running.call('POST', '/tenants/acme/events', { body: delivered('o-1') });
    expect(answer.status).toBe(201);
    const [receipt] = publishedView.parse(answer.body).events;
    const page = eventPage.parse(
      (await running.call('GET', '/tenants/acme/events?stream=orders')).body,
    );
    expect(page.events).toContainEqual(
      expect.objectContaining({ id: receipt?.id, aggregate: 'o-1' }),
    );
    expect(page.isEnd).toBe(true);
  });

  test('after the cursor is read once', async () => {
    const first = eventPage.parse(
      (await running.call('GET', '/tenants/globex/events?stream=orders')).body,
    );
    await running.call('POST', '/tenants/globex/events', { body: delivered('o-2') });
    const path = `/tenants/globex/events?stream=orders&cursor=${first.cursor}`;
    const second = eventPage.parse((await running.call('GET', path)).body);
    expect(second.events.map(({ aggregate }) => aggregate)).toEqual(['o-2']);
    const third = eventPage.parse(
      (await running.call('GET', `/tenants/globex/events?stream=orders&cursor=${second.cursor}`))
        .body,
    );
    expect(third.events).toEqual([]);
  });

  test.each([
    ['an unknown tenant', 'nobody', delivered('o'), 'tenant.unknown', 404],
    ['a suspended tenant', 'paused', delivered('o'), 'tenant.suspended', 409],
    ['an erased tenant', 'gone', delivered('o'), 'tenant.erased', 410],
    ['an unknown stream', 'acme', { ...delivered('o'), stream: 'weather' }, 'stream.unknown', 404],
    [
      'an unknown type',
      'acme',
      { ...delivered('o'), type: 'OrderEaten' },
      'event.type-unknown',
      422,
    ],
    [
      'data that does not fit',
      'acme',
      { ...delivered('o'), data: {} },
      'event.schema-mismatch',
      422,
    ],
    ['a member too many', 'acme', { ...delivered('o'), colour: 'red' }, 'event.invalid', 400],
    [
      'an empty aggregate',
      'acme',
      { ...delivered('o'), aggregate: '' },
      'event.aggregate-invalid',
      400,
    ],
  ])('for %s is refused', async (_, tenant, body, expected, status) => {
    const problem = await running.refused('POST', `/tenants/${tenant}/events`, { body });
    expect(problem).toMatchObject({ code: expected, status });
  });

  test('over the size of its tier is refused with 413', async () => {
    const details = { note: 'x'.repeat(2_000_000) };
    const body = {
      stream: 'analytics',
      type: 'UserActivityRecorded',
      aggregate: 'a',
      data: { activity: 'edit', recordedAt: '2026-01-31T09:30:00Z', details },
    };
    const problem = await running.refused('POST', '/tenants/acme/events', { body });
    expect(problem).toMatchObject({ code: 'event.too-large', status: 413 });
  });

  test('that is not JSON is refused', async () => {
    expect(await code('POST', '/tenants/acme/events', { text: '{"stream":' })).toBe(
      'request.not-json',
    );
  });

  test('in a body over the limit is refused with 413', async () => {
    const problem = await running.refused('POST', '/tenants/acme/events', {
      text: `"${'x'.repeat(7_000_000)}"`,
    });
    expect(problem).toMatchObject({ code: 'request.too-large', status: 413 });
  });

  test('in a batch is refused with its place, and nothing of the batch is written', async () => {
    const before = eventPage.parse(
      (await running.call('GET', '/tenants/globex/events?stream=orders')).body,
    );
    const events = [delivered('b-1'), { ...delivered('b-2'), type: 'OrderEaten' }];
    const problem = await running.refused('POST', '/tenants/globex/events', { body: { events } });
    expect(problem).toMatchObject({ code: 'event.type-unknown', facts: { index: 1 } });
    const after = eventPage.parse(
      (await running.call('GET', '/tenants/globex/events?stream=orders')).body,
    );
    expect(after.events).toEqual(before.events);
  });

  test('past the rate of the tier is told when to come back', async () => {
    const batch = { events: Array.from({ length: 1_000 }, (_, at) => delivered(`r-${at}`)) };
    const answers = [];
    for (let sent = 0; sent < 6; sent += 1) {
      answers.push(await running.call('POST', '/tenants/hooli/events', { body: batch }));
    }
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate.exceeded' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });
});

describe('a replay', () => {
  test('from the future is refused', async () => {
    const body = { consumer: 'activity-tally', since: '2999-01-01T00:00:00Z' };
    expect(await code('POST', '/tenants/acme/replays', { body })).toBe('replay.from-future');
  });

  test('to a consumer that takes none is refused', async () => {
    expect(
      await code('POST', '/tenants/acme/replays', { body: { consumer: 'order-notices' } }),
    ).toBe('replay.refused');
  });

  test('delivers again', async () => {
    expect(
      await running.ended('POST', '/tenants/acme/replays', { consumer: 'activity-tally' }),
    ).toBe('succeeded');
  });
});

describe('an erasure', () => {
  test('must be confirmed with the id', async () => {
    const body = { confirm: 'globex', basis: 'x' };
    expect(await code('POST', '/tenants/acme/erasures', { body })).toBe('erasure.not-confirmed');
  });

  test('leaves a tenant that is unreadable, with the date when the last trace is gone', async () => {
    const tenant = tenantView.parse((await running.call('GET', '/tenants/gone')).body);
    expect(tenant.state).toBe('unreadable');
    expect(tenant.erasureDueAt).toBeDefined();
  });
});

describe('a token', () => {
  test.each(['GET /tenants', 'POST /tenants', 'GET /tiers', 'GET /', 'GET /nowhere'])(
    'is needed for %s',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await running.call(method, path, { token: undefined });
      expect(answer).toMatchObject({ status: 401, body: { code: 'access.unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  test('is not needed for the health', async () => {
    const answer = await running.call('GET', '/healthz', { token: undefined });
    expect(answer).toMatchObject({ status: 200, body: { status: 'up' } });
  });

  test('of a tenant opens its own tenant within its scopes', async () => {
    const token = await tenantToken('acme', ['events:write', 'tenant:read']);
    expect((await running.call('GET', '/tenants/acme', { token })).status).toBe(200);
    const event = delivered('t-1');
    expect(
      (await running.call('POST', '/tenants/acme/events', { token, body: event })).status,
    ).toBe(201);
    expect(await code('GET', '/tenants/acme/events?stream=orders', { token })).toBe(
      'access.forbidden',
    );
  });

  test.each([
    ['GET', '/tenants/globex'],
    ['GET', '/tenants/nobody'],
    ['POST', '/tenants/globex/events'],
    ['GET', '/tenants/globex/events?stream=orders'],
    ['GET', '/tenants/globex/offsets?stream=orders'],
    ['POST', '/tenants/globex/replays'],
    ['POST', '/tenants/globex/tokens'],
    ['POST', '/tenants/acme/erasures'],
    ['POST', '/tenants/acme/suspension'],
    ['GET', '/tenants'],
    ['POST', '/tenants'],
    ['GET', '/tiers'],
  ])('of a tenant does not open %s %s', async (method, path) => {
    const token = await tenantToken('acme', [
      'events:write',
      'events:read',
      'replays:write',
      'tenant:read',
    ]);
    const problem = await running.refused(method, path, {
      token,
      ...(method === 'GET' ? {} : { body: {} }),
    });
    expect(problem).toMatchObject({ code: 'access.forbidden', status: 403 });
  });

  test('of a tenant does not see the operations of another', async () => {
    const token = await tenantToken('acme', ['tenant:read']);
    const { body } = await running.call('POST', '/tenants', {
      body: { id: 'globex', tier: 'business' },
    });
    const path = `/operations/${operationView.parse(body).id}`;
    expect(await code('GET', path, { token })).toBe('operation.unknown');
  });
});

describe('what is not there', () => {
  test('is a problem document', async () => {
    const answer = await running.call('GET', '/nowhere');
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer).toMatchObject({
      status: 404,
      body: { type: 'urn:tributary:problem:request.route-unknown', remedy: 'fix-request' },
    });
  });

  test('as a method names those that are', async () => {
    const answer = await running.call('PUT', '/tenants');
    expect(answer).toMatchObject({ status: 405, body: { code: 'request.method-refused' } });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });
});
