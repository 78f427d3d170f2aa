import { type Facts, PlatformError, type Remedy } from '@tributary/kernel';
import { ManualClock } from '@tributary/kernel/testing';
import { expect, test } from 'vitest';
import { publishBatch } from './publish-batch.ts';
import { ownEvent } from './tour-event.ts';

class Refusal extends PlatformError {
  override readonly name = 'Refusal';
  readonly code = 'test.refusal';
  readonly remedy: Remedy;
  constructor(remedy: Remedy, facts: Facts = {}) {
    super('no', facts);
    this.remedy = remedy;
  }
}

const EVENTS = [0, 1, 2].map((number) => ownEvent(`activity-${number}`, number));

/** Answers each call with the next of these; then it takes everything. */
function publisherThat(...refusals: readonly Error[]) {
  const left = [...refusals];
  const calls: (readonly unknown[])[] = [];
  return {
    calls,
    publishBatch: async (_tenant: string, events: readonly unknown[]) => {
      calls.push(events);
      const refusal = left.shift();
      if (refusal !== undefined) {
        throw refusal;
      }
      return [];
    },
  };
}

/** Time passes as fast as somebody waits for it. */
const waits: number[] = [];
const clock = {
  sleep: async (ms: number) => {
    waits.push(ms);
  },
};

test('an event that is refused is left out, and the others are sent', async () => {
  const publisher = publisherThat(new Refusal('fix-request', { index: 1 }));
  const { acknowledged, refused } = await publishBatch(publisher, 'acme', EVENTS, clock);
  expect(acknowledged).toEqual([EVENTS[0], EVENTS[2]]);
  expect(refused).toEqual([{ event: EVENTS[1], reason: 'test.refusal' }]);
  expect(publisher.calls).toEqual([EVENTS, [EVENTS[0], EVENTS[2]]]);
});

test('what is not taken yet is sent again, unchanged, when the platform says', async () => {
  const publisher = publisherThat(new Refusal('retry-later', { retryAfterMs: 1_234 }));
  const { acknowledged } = await publishBatch(publisher, 'acme', EVENTS, clock);
  expect(acknowledged).toEqual(EVENTS);
  expect(publisher.calls).toEqual([EVENTS, EVENTS]);
  expect(waits).toEqual([1_234]);
});

test.each([
  ['for the whole batch', new Refusal('fix-request')],
  ['that an operator must see', new Refusal('call-operator', { index: 0 })],
  ['that nobody foresaw', new RangeError('bug')],
])('a refusal %s ends it', async (_, refusal) => {
  const publisher = publisherThat(refusal);
  await expect(publishBatch(publisher, 'acme', EVENTS, new ManualClock())).rejects.toBe(refusal);
});
