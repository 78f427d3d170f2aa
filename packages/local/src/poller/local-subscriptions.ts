import type { Subscription, SubscriptionState, Subscriptions } from '@tributary/domain/consumption';
import type { GroupName, TopicOwner } from '@tributary/domain/topics';
import type { Clock } from '@tributary/kernel';
import type { Delivery } from './delivery.ts';

const LOOK_EVERY_MS = 20;

type RunningDelivery = Pick<Delivery, 'stop' | 'isCaughtUp'>;

type Stored = Subscription & { readonly state: SubscriptionState };

/** The stored subscriptions, each with its delivery while it is enabled and the platform runs. */
export class LocalSubscriptions implements Subscriptions, AsyncDisposable {
  readonly #table: Subscriptions;
  readonly #deliver: (subscription: Subscription) => RunningDelivery;
  readonly #clock: Clock;
  readonly #deliveries = new Map<GroupName, RunningDelivery>();
  readonly #changes = new Map<GroupName, Promise<void>>();
  #running = false;

  constructor({
    clock,
    deliver,
    table,
  }: {
    readonly table: Subscriptions;
    readonly deliver: (subscription: Subscription) => RunningDelivery;
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

  connect(subscription: Subscription): Promise<void> {
    return this.#inTurn(subscription.group, async () => {
      await this.#table.connect(subscription);
      this.#begin({ ...subscription, state: 'enabled' });
    });
  }

  pause(group: GroupName): Promise<void> {
    return this.#inTurn(group, async () => {
      await this.#table.pause(group);
      await this.#end(group);
    });
  }

  resume(group: GroupName): Promise<void> {
    return this.#inTurn(group, async () => {
      await this.#table.resume(group);
      const all = await this.#table.list();
      const found = all.find((subscription) => subscription.group === group);
      if (found !== undefined) {
        this.#begin(found);
      }
    });
  }

  disconnect(group: GroupName): Promise<void> {
    return this.#inTurn(group, async () => {
      await this.#end(group);
      await this.#table.disconnect(group);
    });
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
    await Promise.all(
      [...this.#deliveries.keys()].map((group) => this.#inTurn(group, () => this.#end(group))),
    );
  }

  /** One change of a subscription at a time: a resumption waits for a pause to end, so that no group is delivered to twice. */
  #inTurn(group: GroupName, change: () => Promise<void>): Promise<void> {
    const before = this.#changes.get(group) ?? Promise.resolve();
    const turn = before.then(change);
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.#changes.get(group) === settled) {
          this.#changes.delete(group);
        }
      });
    this.#changes.set(group, settled);
    return turn;
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
