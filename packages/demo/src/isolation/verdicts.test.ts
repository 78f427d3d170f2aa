import { expect, test } from 'vitest';
import type { Outcome, Trial } from './trial.ts';
import { Verdicts } from './verdicts.ts';

const DONE: Outcome = { kind: 'done' };
const DENIED: Outcome = { kind: 'denied' };
const FAILED: Outcome = { kind: 'failed', how: '404 tenant.unknown' };

function trial(attempt: Outcome, control: Outcome, who: string, operation = 'HTTP: read'): Trial {
  return { operation, who, attempt: async () => attempt, control: async () => control };
}

test('counts attempts, denials and controls, by door and operation', async () => {
  const verdicts = new Verdicts();
  await verdicts.try(trial(DENIED, DONE, 'a at b'));
  await verdicts.try(trial(DENIED, DONE, 'b at a'));
  await verdicts.try(trial(DENIED, DONE, 'b at a', 'log: produce'));
  expect(verdicts.total).toEqual({ attempts: 3, denied: 3, controls: 3 });
  expect(verdicts.rows).toEqual(
    new Map([
      ['HTTP: read', { attempts: 2, denied: 2, controls: 2 }],
      ['log: produce', { attempts: 1, denied: 1, controls: 1 }],
    ]),
  );
  expect(verdicts.failures).toEqual([]);
});

test('an attempt that is done, or fails otherwise, is not denied', async () => {
  const verdicts = new Verdicts();
  await verdicts.try(trial(DONE, DONE, 'a at b'));
  await verdicts.try(trial(FAILED, DONE, 'b at a'));
  expect(verdicts.total).toEqual({ attempts: 2, denied: 0, controls: 2 });
  expect(verdicts.failures).toEqual([
    'a at b, HTTP: read: the attempt was done',
    'b at a, HTTP: read: the attempt failed otherwise (404 tenant.unknown)',
  ]);
});

test('a control that is not done is told', async () => {
  const verdicts = new Verdicts();
  await verdicts.try(trial(DENIED, DENIED, 'a at b'));
  expect(verdicts.total).toEqual({ attempts: 1, denied: 1, controls: 0 });
  expect(verdicts.failures).toEqual(['a at b, HTTP: read: the control was denied']);
});

test('not more failures are kept than one reads', async () => {
  const verdicts = new Verdicts();
  for (let index = 0; index < 20; index += 1) {
    await verdicts.try(trial(DONE, DONE, `${index}`));
  }
  expect(verdicts.failures).toHaveLength(10);
});
