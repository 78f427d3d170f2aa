import { expect, test } from 'vitest';
import type { Answer, Request } from '../api/api-client.ts';
import { httpTrials } from './http-trials.ts';

function given(answer: Pick<Answer, 'status' | 'code'>) {
  const asked: string[] = [];
  const trials = httpTrials({
    client: {
      ask: async ({ method, path }: Request) => {
        asked.push(`${method} ${path}`);
        return { ...answer, body: undefined };
      },
    },
    attacker: 'globex',
    victim: 'acme',
    stream: 'analytics',
    produce: async (tenant) => {
      asked.push(`produce for ${tenant}`);
      return { ...answer, body: undefined };
    },
    replay: { consumer: 'recorder', since: '2026-01-01T00:00:00Z' },
  });
  return { asked, trials };
}

const DONE = { status: 202, code: undefined };

test('each attempt goes to the victim, and each control is the same on its own', async () => {
  const { asked, trials } = given(DONE);
  for (const { attempt, control } of trials) {
    await attempt();
    await control();
  }
  expect(asked).toEqual([
    'produce for acme',
    'produce for globex',
    'GET /tenants/acme/events?stream=analytics&from=latest&limit=1',
    'GET /tenants/globex/events?stream=analytics&from=latest&limit=1',
    'GET /tenants/acme/offsets?stream=analytics',
    'GET /tenants/globex/offsets?stream=analytics',
    'GET /tenants/acme',
    'GET /tenants/globex',
    'POST /tenants/acme/replays',
    'POST /tenants/globex/replays',
  ]);
});

test.each([
  ['done', DONE, { kind: 'done' }],
  ['denied', { status: 403, code: 'access.forbidden' }, { kind: 'denied' }],
  [
    'another refusal',
    { status: 403, code: 'tenant.suspended' },
    { kind: 'failed', how: '403 tenant.suspended' },
  ],
  [
    'not found',
    { status: 404, code: 'access.forbidden' },
    { kind: 'failed', how: '404 access.forbidden' },
  ],
  [
    'no problem document',
    { status: 500, code: undefined },
    { kind: 'failed', how: '500 without a code' },
  ],
])('an answer can be %s', async (_, answer, outcome) => {
  const { trials } = given(answer);
  const outcomes = await Promise.all(trials.map(({ attempt }) => attempt()));
  expect(outcomes).toEqual(trials.map(() => outcome));
});
