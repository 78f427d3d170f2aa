import { inParallel } from '../tour/in-parallel.ts';
import type { Tour } from '../tour/tour.ts';
import { amount, duration } from '../view/text.ts';

const AT_ONCE = 16;

/** Onboards every tenant, the largest first. */
export async function moveIn({ api, clock, progress, story, tenants }: Tour): Promise<void> {
  story.chapter('Moving in');
  story.say(
    'One request each: POST /tenants. For every tenant the platform makes keys, topics, an access policy and',
    'subscriptions, then proves that an event arrives and that the new identity is refused elsewhere.',
  );
  const startedAt = clock.now();
  let done = 0;
  progress.begin('onboarding');
  await inParallel(tenants, AT_ONCE, async ({ id, tier }) => {
    await api.finished(await api.onboard(id, tier));
    done += 1;
    progress.report(done / tenants.length, `${done} of ${tenants.length} tenants`);
  });
  progress.end();
  story.say(`${amount(done, 'tenant')} active after ${duration(clock.now() - startedAt)}.`);
}
