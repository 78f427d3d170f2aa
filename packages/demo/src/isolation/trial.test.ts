import { PlatformError } from '@tributary/kernel';
import { expect, test } from 'vitest';
import { outcomeOf } from './trial.ts';

class Refused extends PlatformError {
  override readonly name = 'Refused';
  readonly remedy = 'fix-request';
  readonly code: 'access.denied' | 'topic.unknown';
  constructor(code: 'access.denied' | 'topic.unknown') {
    super('no');
    this.code = code;
  }
}

test.each([
  ['a call that returns is done', async () => 1, { kind: 'done' }],
  [
    'an identity that may not is denied',
    async () => Promise.reject(new Refused('access.denied')),
    { kind: 'denied' },
  ],
  [
    'any other refusal is a failure',
    async () => Promise.reject(new Refused('topic.unknown')),
    { kind: 'failed', how: 'topic.unknown' },
  ],
  [
    'so is an error that nobody foresaw',
    async () => Promise.reject(new RangeError('access.denied')),
    { kind: 'failed', how: 'RangeError' },
  ],
])('%s', async (_, call, outcome) => {
  expect(await outcomeOf(call)).toEqual(outcome);
});
