import type { PublishedEvent, PublishOptions } from '@tributary/domain/events';
import type { EventMap, EventOf } from './event-map.ts';

/** Publishes events of your tenants. Disposed of, it takes nothing more and waits for what is on its way. */
export interface TenantPublisher<Events extends EventMap = EventMap> extends AsyncDisposable {
  /**
   * Resolves once the log has acknowledged the event. An error's `remedy` says whether to mend the event, to come back later or
   * to call an operator; after `ClusterUnavailable` the event may be there.
   *
   * @throws {PublisherClosed}
   * @throws {TenantIdInvalid}
   * @throws {EventInvalid} and all that `Publisher.publish` of the domain throws.
   */
  publish(
    tenant: string,
    event: EventOf<Events>,
    options?: PublishOptions,
  ): Promise<PublishedEvent>;

  /**
   * Many events of one tenant: all are checked before the first is sent, and the receipts come in the order given.
   *
   * @throws {BatchRefused} one of them was refused, so nothing was sent; `index` and `reason` say which and why.
   */
  publishBatch(
    tenant: string,
    events: readonly EventOf<Events>[],
    options?: PublishOptions,
  ): Promise<readonly PublishedEvent[]>;

  /** Resolves once all that was on its way has ended, well or not. Who awaits each `publish` needs no flush. */
  flush(): Promise<void>;
}
