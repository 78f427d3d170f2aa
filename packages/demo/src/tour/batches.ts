export type Limits = {
  /** Of one batch. */
  readonly events: number;
  readonly bytes: number;
  /** Of all that wait for their batch to be full. */
  readonly waitingBytes: number;
};

export type Batch<Event> = { readonly tenant: string; readonly events: readonly Event[] };

type Waiting<Event> = { events: Event[]; bytes: number };

/** Gathers the events of many tenants, as they come, into batches of one tenant each. Memory is bounded by `waitingBytes`. */
export class Batches<Event extends { readonly bytes: number }> {
  readonly #limits: Limits;
  readonly #waiting = new Map<string, Waiting<Event>>();
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The batches that are to be sent now, before any other event is added. */
  add(tenant: string, event: Event): readonly Batch<Event>[] {
    const waiting = this.#waiting.get(tenant) ?? { events: [], bytes: 0 };
    this.#waiting.set(tenant, waiting);
    waiting.events.push(event);
    waiting.bytes += event.bytes;
    this.#bytes += event.bytes;
    if (this.#bytes >= this.#limits.waitingBytes) {
      return this.drain();
    }
    if (waiting.events.length >= this.#limits.events || waiting.bytes >= this.#limits.bytes) {
      this.#waiting.delete(tenant);
      this.#bytes -= waiting.bytes;
      return [{ tenant, events: waiting.events }];
    }
    return [];
  }

  /** All that waits. */
  drain(): readonly Batch<Event>[] {
    const batches = [...this.#waiting].map(([tenant, { events }]) => ({ tenant, events }));
    this.#waiting.clear();
    this.#bytes = 0;
    return batches;
  }
}
