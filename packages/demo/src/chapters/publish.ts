import type { EventSource } from '../input/input-line.ts';
import { type Publishing, publishEvents } from '../tour/publish-events.ts';
import type { SkippedLines } from '../tour/skipped-lines.ts';
import type { Tour } from '../tour/tour.ts';
import { amount, counted, duration } from '../view/text.ts';

/** Publishes the events of the source, each for the tenant that its value has become. */
export async function publish(
  { clock, platform, progress, published, story, tenants, workspace }: Tour,
  source: EventSource,
  skipped: SkippedLines,
): Promise<Publishing> {
  story.chapter('Publishing');
  story.say(
    'As a service would: createPublisher of the SDK, batches of one tenant, each event checked against its schema,',
    'sealed where the tier says so, and acknowledged by the log before it counts. (The tour lifts the rates of the tiers:',
    'it is no lesson in waiting.)',
  );
  const startedAt = clock.now();
  const total = tenants.reduce((sum, tenant) => sum + tenant.events, 0);
  progress.begin('publishing');
  const publishing = await publishEvents({
    source,
    ids: new Map(tenants.map((tenant) => [tenant.source, tenant.id])),
    publisher: platform.publisher,
    published,
    clock,
    onRefused: skipped.add,
    onProgress: (done) => progress.report(done / total, amount(done, 'event')),
  });
  progress.end();
  const tookMs = clock.now() - startedAt;
  const events = [...publishing.counts.values()].reduce((sum, count) => sum + count, 0);
  const perSecond = Math.round((events * 1_000) / Math.max(1, tookMs));
  story.say(`${amount(events, 'event')} in ${duration(tookMs)}: ${counted(perSecond)} a second.`);
  story.say(...skipped.news(workspace.file('skipped.ndjson')));
  return publishing;
}
