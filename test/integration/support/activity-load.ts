import { randomUUID } from 'node:crypto';
import { type EventView, eventPage, type PublishedView, publishedView } from '@tributary/contract';
import type { ApiCaller } from './api-caller.ts';

const ACTIVITIES = ['login', 'export', 'search'];
const BATCH = 20;

type Receipt = PublishedView['events'][number];

/** Publishes activities for one tenant, batch after batch, and knows what was acknowledged. */
export class ActivityLoad {
  readonly tenant: string;
  readonly acknowledged: Receipt[] = [];
  /** The ids of all that was ever sent. */
  readonly sent = new Set<string>();
  /** A batch of which nobody knows whether it was written. */
  #unknown: readonly object[] | undefined;

  constructor(tenant: string) {
    this.tenant = tenant;
  }

  /** Until `batches` more are acknowledged or the platform is gone; first what nothing is known of. */
  async run(api: ApiCaller, batches: number): Promise<void> {
    try {
      for (let done = 0; done < batches; done += 1) {
        this.#unknown ??= Array.from({ length: BATCH }, (_, at) => this.#activity(at));
        const body = { events: this.#unknown };
        const answer = await api.call('POST', `/tenants/${this.tenant}/events`, { body });
        this.acknowledged.push(...publishedView.parse(answer.body).events);
        this.#unknown = undefined;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) {
        throw error;
      }
      // How `fetch` says that nobody answers.
    }
  }

  #activity(at: number): object {
    const id = randomUUID();
    this.sent.add(id);
    return {
      id,
      stream: 'analytics',
      type: 'UserActivityRecorded',
      aggregate: `user-${at}`,
      data: {
        activity: ACTIVITIES[at % ACTIVITIES.length],
        recordedAt: '2026-01-31T09:30:00Z',
        details: {},
      },
    };
  }
}

/** All events of a tenant on one stream. */
export async function eventsOf(
  api: ApiCaller,
  tenant: string,
  stream: string,
): Promise<readonly EventView[]> {
  const events: EventView[] = [];
  let query = '';
  for (;;) {
    const path = `/tenants/${tenant}/events?stream=${stream}&limit=1000${query}`;
    const page = eventPage.parse((await api.call('GET', path)).body);
    events.push(...page.events);
    if (page.isEnd) {
      return events;
    }
    query = `&cursor=${page.cursor}`;
  }
}

/** How often each activity is in the log, an event that is there twice counted once. */
export function tallyOf(events: readonly EventView[]): Readonly<Record<string, number>> {
  const distinct = new Map(events.map(({ data, id }) => [id, String(data['activity'])]));
  return Object.fromEntries(
    [...Map.groupBy(distinct, ([, activity]) => activity)].map(([activity, each]) => [
      activity,
      each.length,
    ]),
  );
}
