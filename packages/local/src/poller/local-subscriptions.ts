import type { Subscription, SubscriptionState, Subscriptions } from '@tributary/domain/consumption';
import type { GroupName, TopicOwner } from '@tributary/domain/topics';
import type { Clock } from '@tributary/kernel';
import type { Delivery } from './delivery.ts';

const LOOK_EVERY_MS = 20;

type Stored = Subscription & { readonly state: SubscriptionState };

/** The stored subscriptions, each with its delivery while it is enabled and the platform runs. */
export class LocalSubscriptions implements Subscriptions, AsyncDisposable {
  readonly #table: Subscriptions;
  readonly #deliver: (subscription: Subscription) => Delivery;
  readonly #clock: Clock;
  readonly #deliveries = new Map<GroupName, Delivery>();
  #running = false;

  constructor({
    clock,
    deliver,
    table,
  }: {
    readonly table: Subscriptions;
    readonly deliver: (subscription: Subscription) => Delivery;
    readonly clock: Clock;
  }) {
    this.#table = table;
    this.#clock = clock;
    this.#deliver = deliver;
  }

  async start(): Promise<void> {
    this.#running = true;
    for (const subscription of await this.#table.list()) {
      this.#begin(subscription);
    }
  }

  async connect(subscription: Subscription): Promise<void> {
    await this.#table.connect(subscription);
    this.#begin({ ...subscription, state: 'enabled' });
  }

  async pause(group: GroupName): Promise<void> {
    await this.#table.pause(group);
    await this.#end(group);
  }

  async resume(group: GroupName): Promise<void> {
    await this.#table.resume(group);
    const found = (await this.#table.list()).find((subscription) => subscription.group === group);
    if (found !== undefined) {
      this.#begin(found);
    }
  }

  async disconnect(group: GroupName): Promise<void> {
    await this.#end(group);
    await this.#table.disconnect(group);
  }

  list(owner?: TopicOwner): Promise<readonly Stored[]> {
    return this.#table.list(owner);
  }

  /** Resolves when every subscription that is not failing has delivered what was there. */
  async idle(): Promise<void> {
    for (const delivery of this.#deliveries.values()) {
      while (!(await delivery.isCaughtUp())) {
        await this.#clock.sleep(LOOK_EVERY_MS);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running = false;
    await Promise.all([...this.#deliveries.keys()].map((group) => this.#end(group)));
  }

  #begin(subscription: Stored): void {
    const { group, state } = subscription;
    if (this.#running && state === 'enabled' && !this.#deliveries.has(group)) {
      this.#deliveries.set(group, this.#deliver(subscription));
    }
  }

  async #end(group: GroupName): Promise<void> {
    const delivery = this.#deliveries.get(group);
    this.#deliveries.delete(group);
    await delivery?.stop();
  }
}
