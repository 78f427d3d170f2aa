import { request } from 'node:http';
import { openEmbedded } from '@tributary/adapter-embedded';
import {
  eventPage,
  operationView,
  type Problem,
  problemShape,
  publishedView,
  tenantView,
  tokenView,
} from '@tributary/contract';
import { SCOPES, tokenRequest } from '@tributary/domain/access';
import { tenantId } from '@tributary/domain/tenancy';
import { MINUTE_MS } from '@tributary/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiCaller } from '../integration/support/api-caller.ts';
import {
  type Answer,
  delivered,
  RunningPlatform,
} from '../integration/support/running-platform.ts';
import {
  type Asked,
  methodOf,
  operationRoute,
  operatorRoutes,
  registeredRoutes,
  tenantRoutes,
} from './support/routes.ts';

/** Each is somebody's neighbour by name, and every isolation model is there. */
const TIERS = {
  acme: 'business',
  'acme-labs': 'business',
  acm: 'starter',
  'acme-labs2': 'enterprise',
};
const PAIRS = [
  { attacker: 'acme', victim: 'acme-labs' },
  { attacker: 'acme-labs', victim: 'acme' },
  { attacker: 'acm', victim: 'acme' },
  { attacker: 'acme-labs2', victim: 'acme-labs' },
];
const FORBIDDEN = { status: 403, code: 'access.forbidden' };
const UNAUTHENTICATED = { status: 401, code: 'access.unauthenticated' };

let running: RunningPlatform;
let caller: ApiCaller;
const tokens = new Map<string, string>();
const onboardings = new Map<string, string>();

beforeAll(async () => {
  running = await RunningPlatform.start();
  caller = new ApiCaller(running.platform.url, running.platform.operatorToken);
  const tenants = Object.entries({
    ...TIERS,
    gone: 'business',
    revoked: 'starter',
    spare: 'business',
  });
  await Promise.all(tenants.map(([id, tier]) => running.onboard(id, tier)));
  for (const [id, tier] of tenants) {
    tokens.set(id, await issued(id));
    const { body } = await running.call('POST', '/tenants', { body: { id, tier } });
    onboardings.set(id, operationView.parse(body).id);
  }
  await running.ended('POST', '/tenants/gone/erasures', {
    confirm: 'gone',
    basis: 'contract ended',
  });
}, 120_000);

afterAll(() => running[Symbol.asyncDispose]());

async function issued(tenant: string): Promise<string> {
  const body = { scopes: SCOPES, expiresInSeconds: 600 };
  const answer = await running.call('POST', `/tenants/${tenant}/tokens`, { body });
  return tokenView.parse(answer.body).token;
}

/** The request of a route about a tenant, with any token; the operator's where none is given. */
function ask(asked: Asked, about: string, token?: string): Promise<Answer> {
  return running.call(methodOf(asked), asked.path(about, onboardings.get(about) ?? ''), {
    ...asked.input?.(about),
    ...(token === undefined ? {} : { token }),
  });
}

async function refusal(asked: Asked, about: string, token: string): Promise<Problem> {
  return problemShape.parse((await ask(asked, about, token)).body);
}

/** The operation that an answer tells of. */
function begunIn(body: unknown): readonly string[] {
  const { data } = operationView.safeParse(body);
  return data === undefined ? [] : [data.id];
}

function tokenOf(tenant: string): string {
  return tokens.get(tenant) ?? '';
}

test('the tables name every route of the API', async () => {
  const named = [...tenantRoutes, ...operatorRoutes, operationRoute].map(({ route }) => route);
  // The health is for anybody.
  expect([...named, 'GET /healthz'].toSorted()).toEqual(await registeredRoutes());
});

describe.each(PAIRS)('with the token of $attacker', ({ attacker, victim }) => {
  test.each(tenantRoutes)('$route opens its own', async (asked) => {
    expect((await ask(asked, attacker, tokenOf(attacker))).status).toBe(asked.granted);
  });

  test.each(tenantRoutes)(`$route opens nothing of ${victim}`, async (asked) => {
    expect(await refusal(asked, victim, tokenOf(attacker))).toMatchObject(FORBIDDEN);
  });

  test.each(tenantRoutes)('$route does not tell whether another tenant exists', async (asked) => {
    const nobody = await refusal(asked, 'nobody', tokenOf(attacker));
    expect(await refusal(asked, victim, tokenOf(attacker))).toEqual(nobody);
  });

  test.each(operatorRoutes)(
    `$route is refused, about itself and about ${victim}`,
    async (asked) => {
      const about = [attacker, victim];
      const answers = about.map((tenant) => refusal(asked, tenant, tokenOf(attacker)));
      expect(await Promise.all(answers)).toEqual(
        about.map(() => expect.objectContaining(FORBIDDEN)),
      );
    },
  );

  test('an operation is shown, and one of another tenant is as unknown as one that never was', async () => {
    expect((await ask(operationRoute, attacker, tokenOf(attacker))).status).toBe(200);
    expect(await refusal(operationRoute, victim, tokenOf(attacker))).toMatchObject({
      status: 404,
      code: 'operation.unknown',
    });
  });

  test('HEAD opens nothing either', async () => {
    const head = (tenant: string) =>
      fetch(new URL(`/tenants/${tenant}`, running.platform.url), {
        method: 'HEAD',
        headers: { authorization: `Bearer ${tokenOf(attacker)}` },
      });
    expect((await head(attacker)).status).toBe(200);
    expect((await head(victim)).status).toBe(403);
  });
});

test('nothing that was tried changed anything', async () => {
  const states = Object.keys(TIERS).map(async (tenant) => {
    const { body } = await running.call('GET', `/tenants/${tenant}`);
    return tenantView.parse(body).state;
  });
  expect(await Promise.all(states)).toEqual(['active', 'active', 'active', 'active']);
  const { body } = await running.call('GET', '/tenants/acme-labs2/events?stream=orders');
  expect(eventPage.parse(body).events.map(({ aggregate }) => aggregate)).toEqual(['routes-1']);
});

describe('a name that resembles another', () => {
  /** Sent as it stands: `fetch` would tidy the path up. */
  function raw(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = { authorization: `Bearer ${tokenOf('acme')}` };
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(running.platform.url);
      request({ hostname, port, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      })
        .on('error', reject)
        .end();
    });
  }

  test.each([
    '/tenants/acme%2Dlabs',
    '/tenants/acme/../acme-labs',
    '/tenants/acme/%2e%2e/acme-labs',
    '/tenants/acme%2F..%2Facme-labs',
    '/tenants/acme-labs%00',
    '/tenants/acme%00-labs',
    '/tenants/acme-labs%20',
    '/tenants/ACME-LABS',
    '/tenants/acme-labs/',
    '//tenants/acme-labs',
    '/tenants/acme-labs?id=acme',
    '/tenants/acme-labs#acme',
    '/tenants/acme-',
    '/tenants/acm',
    '/tenants/*',
    '/tenants/acme,acme-labs',
  ])('opens nothing at %s', async (path) => {
    const { status, text } = await raw(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('"topic"');
  });

  test.each(['/tenants/acme', '/tenants/acme?id=acme-labs', '/tenants/acm%65'])(
    'is its own at %s',
    async (path) => {
      const { text } = await raw(path);
      expect(JSON.parse(text)).toMatchObject({ id: 'acme', state: 'active' });
    },
  );
});

describe('what two tenants call the same stays two things', () => {
  test('an Idempotency-Key', async () => {
    const replay = async (tenant: string) => {
      const { body } = await running.call('POST', `/tenants/${tenant}/replays`, {
        token: tokenOf(tenant),
        headers: { 'idempotency-key': 'the-same' },
        body: { consumer: 'activity-tally' },
      });
      return operationView.parse(body).tenant;
    };
    expect([await replay('acm'), await replay('acme-labs2')]).toEqual(['acm', 'acme-labs2']);
  });

  test('the id of an event', async () => {
    const body = { ...delivered('same-id'), id: '0199f3a0-0000-7000-8000-0000000000aa' };
    const publish = async (tenant: string) => {
      const answer = await running.call('POST', `/tenants/${tenant}/events`, { body });
      return publishedView.parse(answer.body).events.length;
    };
    expect([await publish('acme'), await publish('acm')]).toEqual([1, 1]);
  });

  test('the cursor of one is refused to another', async () => {
    const read = (tenant: string, query: string) =>
      running.call('GET', `/tenants/${tenant}/events?stream=users&${query}`, {
        token: tokenOf(tenant),
      });
    for (const tenant of ['acm', 'revoked']) {
      await running.call('POST', `/tenants/${tenant}/events`, {
        body: {
          stream: 'users',
          type: 'UserDeactivated',
          aggregate: `user-of-${tenant}`,
          data: { userId: 'u-1', reason: 'left', deactivatedAt: '2026-01-31T09:30:00Z' },
        },
      });
    }
    const { cursor } = eventPage.parse((await read('revoked', 'limit=1')).body);
    expect(await read('acm', `cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    });
    expect((await read('revoked', `cursor=${cursor}`)).status).toBe(200);
  });
});

describe('a token', () => {
  const routes = [...tenantRoutes, operationRoute];

  test.each(routes)('of an erased tenant opens nothing at $route', async (asked) => {
    expect(await refusal(asked, 'gone', tokenOf('gone'))).toMatchObject(UNAUTHENTICATED);
    expect(await refusal(asked, 'acme', tokenOf('gone'))).toMatchObject(UNAUTHENTICATED);
  });

  test.each(tenantRoutes)(
    'of another tenant opens nothing of an erased one at $route',
    async (asked) => {
      expect(await refusal(asked, 'gone', tokenOf('acme'))).toMatchObject(FORBIDDEN);
    },
  );

  test.each(routes)('that has expired opens nothing at $route', async (asked) => {
    const long = Date.now() - 2 * MINUTE_MS;
    await using embedded = await openEmbedded({ directory: running.platform.directory });
    const asking = { tenant: tenantId('acme'), scopes: SCOPES, expiresAt: long + MINUTE_MS };
    const expired = await embedded.tokens.issue(tokenRequest(asking, long));
    expect(await refusal(asked, 'acme', expired)).toMatchObject(UNAUTHENTICATED);
  });

  test('that was revoked opens nothing, and those of others go on', async () => {
    const before = await ask(routes[0] ?? operationRoute, 'revoked', tokenOf('revoked'));
    expect(before.status).toBe(200);
    await using embedded = await openEmbedded({ directory: running.platform.directory });
    await embedded.tokens.revokeAll(tenantId('revoked'));
    const answers = routes.map((asked) => refusal(asked, 'revoked', tokenOf('revoked')));
    expect(await Promise.all(answers)).toEqual(
      routes.map(() => expect.objectContaining(UNAUTHENTICATED)),
    );
    expect((await ask(operationRoute, 'acme', tokenOf('acme'))).status).toBe(200);
  });

  test.each([
    ['cut off', (token: string) => `Bearer ${token.slice(0, -1)}`],
    ['with more behind it', (token: string) => `Bearer ${token}x`],
    ['twice', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['as another scheme', (token: string) => `Basic ${token}`],
    ['without a scheme', (token: string) => token],
  ])('%s opens nothing', async (_, authorization) => {
    const headers = { authorization: authorization(tokenOf('acme')) };
    const answer = await running.call('GET', '/tenants/acme', { token: undefined, headers });
    expect(answer.body).toMatchObject(UNAUTHENTICATED);
  });

  test('in the query opens nothing', async () => {
    const path = `/tenants/acme?access_token=${tokenOf('acme')}`;
    expect(await running.refused('GET', path, { token: undefined })).toMatchObject(UNAUTHENTICATED);
  });
});

test.each(operatorRoutes)('beside it, the operator is let in at $route', async (asked) => {
  const { body, status } = await ask(asked, 'spare');
  expect(status).toBe(asked.granted);
  await Promise.all(begunIn(body).map((id) => caller.ended(id)));
});
