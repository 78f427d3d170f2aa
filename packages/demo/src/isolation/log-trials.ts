import type { Platform } from '@tributary/local';
import { outcomeOf, type Trial } from './trial.ts';

export type Session = ReturnType<Platform['tenantSession']>;
export type Topic = Parameters<Session['topics']['describe']>[0];
type Group = Parameters<Session['groups']['committed']>[0];
export type LogRecord = Parameters<Session['log']['append']>[1][number];

/** What a tenant has on a cluster. */
export type Holdings = {
  readonly topic: Topic;
  /** `undefined` for a tenant without an identity of its own: its groups are those of the pool. */
  readonly group: Group | undefined;
};

export type LogTrialOptions = {
  /** The two tenants, for a message. */
  readonly who: string;
  /** The attacker's identity, on the cluster of the victim and on its own. */
  readonly there: Session;
  readonly here: Session;
  readonly own: Holdings;
  readonly theirs: Holdings;
  /** The attacker's, as it stands in its own topic: sent once more, consumers know it by its id. */
  readonly record: LogRecord;
};

/** At the log itself, with the Kafka identity of the attacker. */
export function logTrials({
  here,
  own,
  record,
  theirs,
  there,
  who,
}: LogTrialOptions): readonly Trial[] {
  const trial = (
    operation: string,
    call: (session: Session, holdings: Holdings) => Promise<unknown>,
  ): Trial => ({
    operation: `log: ${operation}`,
    who,
    attempt: () => outcomeOf(() => call(there, theirs)),
    control: () => outcomeOf(() => call(here, own)),
  });
  const trials = [
    trial('produce', ({ log }, { topic }) => log.append(topic, [record])),
    trial('read', async ({ log }, { topic }) =>
      log.read({ topic, partition: 0, offset: 0, maxRecords: 1, maxBytes: 1 }),
    ),
    trial('read offsets', ({ log }, { topic }) => log.offsets(topic)),
    trial('describe', ({ topics }, { topic }) => topics.describe(topic)),
  ];
  const { group: ownGroup } = own;
  const { group: theirGroup } = theirs;
  if (ownGroup === undefined || theirGroup === undefined) {
    return trials;
  }
  const committed: Trial = {
    operation: 'log: read committed offsets',
    who,
    attempt: () => outcomeOf(() => there.groups.committed(theirGroup, theirs.topic)),
    control: () => outcomeOf(() => here.groups.committed(ownGroup, own.topic)),
  };
  return [...trials, committed];
}

/** The first record that the topic still holds. */
export async function firstRecord({ log }: Session, topic: Topic): Promise<LogRecord | undefined> {
  for (const { earliest, end, partition } of await log.offsets(topic)) {
    if (earliest < end) {
      const range = { topic, partition, offset: earliest, maxRecords: 1, maxBytes: 1 };
      const [record] = await log.read(range);
      return record;
    }
  }
  return undefined;
}
