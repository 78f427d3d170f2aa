import { tenantPage } from '@tributary/contract';
import { SECOND_MS } from '@tributary/kernel';
import { expect, test } from 'vitest';
import { onboardMany } from './onboard-many.ts';

/** Of 1,000 in 60 seconds on a quiet machine, the share of these and a factor for one that is not. */
const TENANTS = 100;
const BOUND_MS = 5 * ((TENANTS / 1_000) * 60 * SECOND_MS);

test('many tenants that are onboarded at once are all active in good time', async () => {
  await using onboarded = await onboardMany(TENANTS);
  const answer = await onboarded.api.call('GET', `/tenants?limit=${TENANTS}`);
  const states = tenantPage.parse(answer.body).tenants.map(({ state }) => state);
  expect(states).toEqual(Array.from({ length: TENANTS }, () => 'active'));
  expect(onboarded.tookMs).toBeLessThan(BOUND_MS);
});
