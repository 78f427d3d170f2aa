import type { Subscription, SubscriptionState, Subscriptions } from '@tributary/domain/consumption';
import type { GroupName, TopicOwner } from '@tributary/domain/topics';
import { document, type Row, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

type Stored = Subscription & { readonly state: SubscriptionState };

/** The subscriptions and their states. It delivers nothing: who does waits for batches on their way before it asks here. */
export class EmbeddedSubscriptionTable implements Subscriptions {
  readonly #control: SqliteFile;

  constructor(control: SqliteFile) {
    this.#control = control;
  }

  async connect(subscription: Subscription): Promise<void> {
    this.#control.run(
      `INSERT OR REPLACE INTO subscriptions (consumer_group, owner, state, document)
       VALUES (?, ?, 'enabled', ?)`,
      subscription.group,
      subscription.owner,
      JSON.stringify(subscription),
    );
  }

  async pause(group: GroupName): Promise<void> {
    this.#set(group, 'paused');
  }

  async resume(group: GroupName): Promise<void> {
    this.#set(group, 'enabled');
  }

  async disconnect(group: GroupName): Promise<void> {
    this.#control.run('DELETE FROM subscriptions WHERE consumer_group = ?', group);
  }

  async list(owner?: TopicOwner): Promise<readonly Stored[]> {
    const rows =
      owner === undefined
        ? this.#control.all('SELECT * FROM subscriptions ORDER BY consumer_group')
        : this.#control.all(
            'SELECT * FROM subscriptions WHERE owner = ? ORDER BY consumer_group',
            owner,
          );
    return rows.map(stored);
  }

  #set(group: GroupName, state: SubscriptionState): void {
    this.#control.run('UPDATE subscriptions SET state = ? WHERE consumer_group = ?', state, group);
  }
}

function stored(row: Row): Stored {
  const state = text(row, 'state') === 'paused' ? 'paused' : 'enabled';
  return { ...document<Subscription>(row, 'document'), state };
}
