import { eventTypeOf, streamOf } from '@tributary/domain/placement';
import type { StreamName } from '@tributary/domain/topics';
import { DAY_MS } from '@tributary/kernel';
import type { ConsumerPorts } from './consumer-ports.ts';
import type { ConsumerSpec, EventHandler } from './consumer-spec.ts';

/** Longer than an outage that anybody sits out, and than the retention of most topics. */
export const DEDUPE_WINDOW_MS = 7 * DAY_MS;

/** A specification that has been checked against the catalogue. */
export type Consumer = {
  readonly name: string;
  readonly stream: StreamName;
  readonly handlers: ReadonlyMap<string, EventHandler>;
  readonly otherwise: 'ignore' | 'quarantine';
  readonly dedupeMs: number;
  readonly onPoison: 'park' | 'skip';
};

/**
 * @throws {StreamUnknown}
 * @throws {EventTypeUnknown} there is a handler for a type that the stream does not have.
 */
export function checkedConsumer(
  spec: ConsumerSpec,
  catalogue: ConsumerPorts['catalogue'],
): Consumer {
  const stream = streamOf(catalogue, spec.stream);
  const handlers = new Map(Object.entries(spec.on));
  for (const type of handlers.keys()) {
    eventTypeOf(stream, type);
  }
  return {
    name: spec.name,
    stream: stream.name,
    handlers,
    otherwise: spec.otherwise ?? 'ignore',
    dedupeMs: spec.dedupeMs ?? DEDUPE_WINDOW_MS,
    onPoison: stream.onPoison,
  };
}
