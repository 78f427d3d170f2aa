import type { JsonObject } from '@tributary/kernel';
import { fieldOf, isObject, nameOf } from '../input/field.ts';
import type { EventSource, InputEvent } from '../input/input-line.ts';
import { seededRandom } from './random.ts';

/**
 * Invented customers, the busiest first. Some of their names are near each other, or no tenant ids: that is what separators
 * and suffixes are for.
 */
export const CUSTOMERS = [
  'Acme',
  'Northwind Traders',
  'Acme Labs',
  'Globex Corporation',
  'Initech',
  'Café Lumière',
  'Cafe Lumiere',
  'Umbrella Logistics',
  '42 Degrees North',
  'Hooli',
  'Stark & Daughters',
  'Wayne Foundation for the Advancement of Applied Sciences',
  'Soylent',
  'Tyrell Robotics',
  'Vandelay Import/Export',
  '株式会社ふじ',
] as const;

export const EVENT_COUNT = 12_000;

const SEED = 20_150_911;

/** Each customer has as many events as its rank to this power has parts. */
const SKEW = 1.1;

type Webhook = { readonly name: string; readonly payload: JsonObject; readonly bytes: number };

/** Payloads of GitHub's webhooks, drawn again and again for customers of very different size. */
export async function webhookSource(): Promise<EventSource> {
  const loaded: { readonly default: unknown } = await import('@octokit/webhooks-examples', {
    with: { type: 'json' },
  });
  const webhooks = webhooksOf(loaded.default);
  let done = 0;
  async function* read(): AsyncGenerator<InputEvent> {
    done = 0;
    for (const event of replayed(webhooks)) {
      done += 1;
      yield event;
    }
  }
  return {
    title: `${webhooks.length} payloads of GitHub webhooks (@octokit/webhooks-examples), replayed with a seeded skew as ${CUSTOMERS.length} invented customers`,
    read,
    progress: () => done / EVENT_COUNT,
  };
}

function webhooksOf(definitions: unknown): readonly Webhook[] {
  return objectsOf(definitions).flatMap(({ name, examples }) =>
    objectsOf(examples).map((payload) => ({
      name: String(name),
      payload,
      bytes: JSON.stringify(payload).length,
    })),
  );
}

function objectsOf(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function* replayed(webhooks: readonly Webhook[]): Generator<InputEvent> {
  const random = seededRandom(SEED);
  for (let line = 1; line <= EVENT_COUNT; line += 1) {
    const source = drawCustomer(random());
    const { bytes, name, payload } = draw(webhooks, random());
    yield {
      kind: 'event',
      line,
      source,
      aggregate: aggregateOf(name, payload),
      time: undefined,
      activity: activityOf(name, payload),
      details: payload,
      bytes,
    };
  }
}

/** What the webhook is about: its repository, or else its organisation, or else its kind. */
function aggregateOf(name: string, payload: JsonObject): string {
  return (
    nameOf(fieldOf(payload, 'repository.full_name')) ??
    nameOf(fieldOf(payload, 'organization.login')) ??
    name
  );
}

function activityOf(name: string, payload: JsonObject): string {
  const action = nameOf(payload['action']);
  return action === undefined ? name : `${name}.${action}`;
}

const SHARES = CUSTOMERS.map((_, index) => 1 / (index + 1) ** SKEW);
const ALL_SHARES = SHARES.reduce((sum, share) => sum + share, 0);

function drawCustomer(at: number): string {
  let left = at * ALL_SHARES;
  const index = SHARES.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return CUSTOMERS.at(index) ?? CUSTOMERS[0];
}

function draw<Item>(items: readonly Item[], at: number): Item {
  const item = items[Math.floor(at * items.length)];
  if (item === undefined) {
    throw new RangeError('there is nothing to draw from');
  }
  return item;
}
