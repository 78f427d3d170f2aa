import { RECORDER } from '../recorder/tour-catalogue.ts';
import type { Tour, TourTenant } from '../tour/tour.ts';
import { duration } from '../view/text.ts';

export type Replayed = { readonly tenant: string; readonly run: string };

/** Hands all events of one tenant to the recorder once more. */
export async function replay(
  { api, clock, platform, progress, story }: Tour,
  { id, model }: TourTenant,
): Promise<Replayed> {
  story.chapter('Once more, for one tenant');
  const startedAt = clock.now();
  progress.begin('replaying');
  const operation = await api.finished(await api.replay(id, { consumer: RECORDER }));
  await platform.idle();
  progress.end();
  story.say(
    `All events of ${id} (${model}) went to the ${RECORDER} again, from the first one on: POST /tenants/${id}/replays.`,
    `It took ${duration(clock.now() - startedAt)}. Nobody else's events may come along: the count at the end looks.`,
  );
  return { tenant: id, run: `replay-${operation.id}` };
}
