import { eventDraft, eventDrafts, type Publisher } from '@tributary/domain/events';
import { tenantId } from '@tributary/domain/tenancy';
import { type Clock, systemClock } from '@tributary/kernel';
import { PublisherClosed } from './errors.ts';
import type { EventMap } from './event-map.ts';
import type { TenantPublisher } from './tenant-publisher.ts';

/**
 * What a service publishes with. Make one for each process, not one for each event.
 *
 *     type Events = { orders: { OrderPlaced: { orderId: string; totalCents: number } } };
 *
 *     await using publisher = createPublisher<Events>(ports.publisher);
 *     await publisher.publish('acme', {
 *       stream: 'orders',
 *       type: 'OrderPlaced',
 *       aggregate: 'order-17',
 *       data: { orderId: 'order-17', totalCents: 4200 },
 *     });
 *
 * Repeat a publish that failed with `retry-later` under the same `id`, and consumers take both for one event.
 */
export function createPublisher<Events extends EventMap = EventMap>(
  publisher: Pick<Publisher, 'publish' | 'publishBatch'>,
  { clock = systemClock }: { readonly clock?: Pick<Clock, 'now'> } = {},
): TenantPublisher<Events> {
  const onTheirWay = new OnTheirWay();
  return {
    publish: (tenant, event, options) =>
      onTheirWay.track(async () =>
        publisher.publish(tenantId(tenant), eventDraft(event, clock.now()), options),
      ),
    publishBatch: (tenant, events, options) =>
      onTheirWay.track(async () =>
        publisher.publishBatch(tenantId(tenant), eventDrafts(events, clock.now()), options),
      ),
    flush: () => onTheirWay.ended(),
    [Symbol.asyncDispose]: () => onTheirWay.close(),
  };
}

/** What was begun and has not ended. */
class OnTheirWay {
  readonly #promises = new Set<Promise<unknown>>();
  #isClosed = false;

  async track<Result>(begin: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) {
      throw new PublisherClosed();
    }
    const promise = begin();
    this.#promises.add(promise);
    try {
      return await promise;
    } finally {
      this.#promises.delete(promise);
    }
  }

  async ended(): Promise<void> {
    await Promise.allSettled(this.#promises);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.ended();
  }
}
