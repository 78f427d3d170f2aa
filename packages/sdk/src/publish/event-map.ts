/** The data of each event type of each stream: `{ orders: { OrderPlaced: { orderId: string } } }`. */
export type EventMap = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** What a service publishes. */
export type OutgoingEvent<Stream extends string, Type extends string, Data> = {
  readonly stream: Stream;
  readonly type: Type;
  /** What the event is about; events of one aggregate keep their order. 1 to 512 bytes of UTF-8. */
  readonly aggregate: string;
  readonly data: Data;
  /** A UUID of your own: given again when a publish is repeated, consumers take both for one event. */
  readonly id?: string;
  /** When it happened, as ISO 8601 with a zone; now where nothing is said. */
  readonly time?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
};

/** The events of a map, each with its own data. */
export type EventOf<Events extends EventMap> = {
  [Stream in keyof Events & string]: {
    [Type in keyof Events[Stream] & string]: OutgoingEvent<Stream, Type, Events[Stream][Type]>;
  }[keyof Events[Stream] & string];
}[keyof Events & string];
