import type { ApiClient } from '../api/api-client.ts';
import { httpTrials } from '../isolation/http-trials.ts';
import {
  firstRecord,
  type Holdings,
  type LogRecord,
  logTrials,
  type Topic,
} from '../isolation/log-trials.ts';
import { type Neighbours, neighbours } from '../isolation/neighbours.ts';
import type { Trial, Verdict } from '../isolation/trial.ts';
import { Verdicts } from '../isolation/verdicts.ts';
import { RECORDER, STREAM } from '../recorder/tour-catalogue.ts';
import { inParallel } from '../tour/in-parallel.ts';
import { onlyOnce } from '../tour/only-once.ts';
import type { Tour, TourTenant } from '../tour/tour.ts';
import { bodyOf, lineOf, ownEvent } from '../tour/tour-event.ts';
import { table } from '../view/table.ts';
import { amount, counted } from '../view/text.ts';

const ATTACKERS_AT_ONCE = 4;

/** Of one attacker, all of one kind: its replays are asked for together, so that most of them join one that runs. */
const TRIALS_AT_ONCE = 16;

/**
 * Tries every operation with the identity of one tenant on another one, and beside it on its own. What a control publishes is
 * written down as a control: it is not counted with the events of the tour, but it must not get lost or cross either.
 */
export async function tryNeighbours(
  tour: Tour,
  topics: ReadonlyMap<string, Topic>,
): Promise<Verdict> {
  const { progress, story, tenants } = tour;
  const withIdentity = tenants.filter(hasKafkaIdentity).length;
  const pairs = neighbours(tenants, withIdentity);
  story.chapter("Trying the neighbours' doors");
  story.say(
    `${amount(pairs.length, 'ordered pair')} of tenants: one tries what belongs to the other, over HTTP with its own token.`,
    `The ${counted(withIdentity)} with topics of their own also try at the log itself, with their own Kafka identity;`,
    'a tenant of the pool has none: its isolation there is key, seal and code. Beside each attempt stands the',
    'same operation on their own things, which must succeed.',
  );
  const verdicts = new Verdicts();
  const doors = new Doors(tour, topics);
  let done = 0;
  progress.begin('trying');
  const tryPairs = async (ofOneAttacker: readonly Neighbours<TourTenant>[]) => {
    const trials = (await Promise.all(ofOneAttacker.map((pair) => doors.of(pair)))).flat();
    for (const ofOneKind of Map.groupBy(trials, ({ operation }) => operation).values()) {
      await inParallel(ofOneKind, TRIALS_AT_ONCE, (trial) => verdicts.try(trial));
    }
    done += ofOneAttacker.length;
    progress.report(done / pairs.length, `${counted(verdicts.total.attempts)} attempts`);
  };
  const byAttacker = Map.groupBy(pairs, ({ attacker }) => attacker).values();
  await inParallel(byAttacker, ATTACKERS_AT_ONCE, tryPairs);
  progress.end();
  story.say('', ...matrix(verdicts), ...verdicts.failures);
  return verdicts.total;
}

function hasKafkaIdentity({ model }: TourTenant): boolean {
  return model !== 'pool';
}

function matrix({ rows, total }: Verdicts): readonly string[] {
  const cells = (name: string, { attempts, controls, denied }: Verdict) => [
    name,
    counted(attempts),
    counted(denied),
    counted(controls),
  ];
  return table(
    [
      { title: 'operation', align: 'left' },
      { title: 'tried on others', align: 'right' },
      { title: 'denied', align: 'right' },
      { title: 'done on own', align: 'right' },
    ],
    [...rows].map(([name, verdict]) => cells(name, verdict)),
    cells('all', total),
  );
}

/** What can be tried, with what it takes for it: tokens, sessions, names. */
class Doors {
  readonly #tour: Tour;
  readonly #topics: ReadonlyMap<string, Topic>;
  readonly #clientOf = onlyOnce((tenant) => this.#client(tenant));
  readonly #cellOf = onlyOnce((tenant) => this.#cell(tenant));
  readonly #groupOf = onlyOnce((tenant) => this.#group(tenant));
  readonly #recordOf = onlyOnce((tenant) => this.#record(tenant));
  readonly #replayOf = onlyOnce((tenant) => this.#replay(tenant));

  constructor(tour: Tour, topics: ReadonlyMap<string, Topic>) {
    this.#tour = tour;
    this.#topics = topics;
  }

  async of(pair: Neighbours<TourTenant>): Promise<readonly Trial[]> {
    return [...(await this.#http(pair)), ...(await this.#log(pair))];
  }

  async #http({ attacker, victim }: Neighbours<TourTenant>): Promise<readonly Trial[]> {
    const client = await this.#clientOf(attacker.id);
    return httpTrials({
      client,
      attacker: attacker.id,
      victim: victim.id,
      stream: STREAM,
      produce: (tenant) => this.#produce(client, tenant),
      replay: await this.#replayOf(attacker.id),
    });
  }

  /** None for an attacker without an identity at the log, or where either has published nothing. */
  async #log({ attacker, victim }: Neighbours<TourTenant>): Promise<readonly Trial[]> {
    const record = hasKafkaIdentity(attacker) ? await this.#recordOf(attacker.id) : undefined;
    const [own, theirs] = [await this.#holdings(attacker), await this.#holdings(victim)];
    if (record === undefined || own === undefined || theirs === undefined) {
      return [];
    }
    const { platform } = this.#tour;
    const [here, there] = [await this.#cellOf(attacker.id), await this.#cellOf(victim.id)];
    return logTrials({
      who: `${attacker.id} at ${victim.id}`,
      here: platform.tenantSession(attacker.id, here),
      there: platform.tenantSession(attacker.id, there),
      own,
      theirs,
      record,
    });
  }

  async #produce(client: ApiClient, tenant: string) {
    const { clock, published } = this.#tour;
    const event = ownEvent('tour.control', clock.now());
    const body = bodyOf(event);
    const answer = await client.ask({ method: 'POST', path: `/tenants/${tenant}/events`, body });
    if (answer.status === 201) {
      await published.write(lineOf(event, tenant, 'control'));
    }
    return answer;
  }

  async #client(tenant: string): Promise<ApiClient> {
    const { api } = this.#tour;
    return api.as(await api.issueToken(tenant));
  }

  async #cell(tenant: string): Promise<string> {
    const { streams } = await this.#tour.api.tenant(tenant);
    const cell = streams.find(({ stream }) => stream === STREAM)?.cell;
    if (cell === undefined) {
      throw new RangeError(`tenant ${tenant} has no stream ${STREAM}`);
    }
    return cell;
  }

  async #holdings({ id, model }: TourTenant): Promise<Holdings | undefined> {
    const topic = this.#topics.get(id);
    const group = model === 'pool' ? undefined : await this.#groupOf(id);
    return topic && { topic, group };
  }

  async #group(tenant: string): Promise<Holdings['group']> {
    const { platform } = this.#tour;
    const { groups } = platform.tenantSession(tenant, await this.#cellOf(tenant));
    const names = await groups.list();
    return names.find((name) => name.startsWith(`${tenant}.${STREAM}.${RECORDER}.`));
  }

  /** Of what came since the tenant's first trial: next to nothing. The same request twice at once is one replay. */
  async #replay(_tenant: string): Promise<{ readonly consumer: string; readonly since: string }> {
    return { consumer: RECORDER, since: new Date(this.#tour.clock.now()).toISOString() };
  }

  async #record(tenant: string): Promise<LogRecord | undefined> {
    const topic = this.#topics.get(tenant);
    const session = this.#tour.platform.tenantSession(tenant, await this.#cellOf(tenant));
    return topic && (await firstRecord(session, topic));
  }
}
