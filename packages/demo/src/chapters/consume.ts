import { stat } from 'node:fs/promises';
import { RECORDER, TALLY } from '../recorder/tour-catalogue.ts';
import type { Tour } from '../tour/tour.ts';
import { whileWaiting } from '../tour/while-waiting.ts';
import type { Workspace } from '../tour/workspace.ts';
import { amount, counted, duration } from '../view/text.ts';

/** Waits until all is consumed; how many tenants have another count in the platform's own tally than was published for them. */
export async function consume(
  { clock, platform, progress, story, tenants, workspace }: Tour,
  published: ReadonlyMap<string, number>,
): Promise<{ readonly miscounted: readonly string[] }> {
  story.chapter('Consuming');
  story.say(
    `Two consumers read the stream since the first event: the tour's ${RECORDER} writes down what it is handed,`,
    `the platform's ${TALLY} counts for each tenant apart.`,
  );
  const startedAt = clock.now();
  progress.begin('waiting for the last event');
  await whileWaiting(platform.idle(), clock, async () =>
    progress.report(await received(workspace)),
  );
  progress.end();
  const miscounted: string[] = [];
  for (const { id } of tenants) {
    const entries = await platform.readModel(id, TALLY);
    const tally = entries.reduce((sum, { value }) => sum + Number(value), 0);
    if (tally !== (published.get(id) ?? 0)) {
      miscounted.push(id);
    }
  }
  const right = tenants.length - miscounted.length;
  story.say(
    `All caught up ${duration(clock.now() - startedAt)} after the last event was published.`,
    `The tally is exactly what was published for ${counted(right)} of ${amount(tenants.length, 'tenant')}.`,
  );
  return { miscounted };
}

/** About how much of what was published the recorder has, by the size of the files: their lines are alike. */
async function received(workspace: Workspace): Promise<number> {
  const published = await sizeOf(workspace.file('published.ndjson'));
  const files = await workspace.receivedFiles();
  const sizes = await Promise.all(files.map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, published);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
