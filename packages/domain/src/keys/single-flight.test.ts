import { expect, test } from 'vitest';
import { SingleFlight } from './single-flight.ts';

test('makes one attempt for all who ask at the same time', async () => {
  const flights = new SingleFlight();
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
  };
  await Promise.all([flights.run('key', attempt), flights.run('key', attempt)]);
  expect(attempts).toBe(1);
});

test('makes an attempt for each key', async () => {
  const flights = new SingleFlight();
  const attempted: string[] = [];
  const attempt = (key: string) =>
    flights.run(key, async () => {
      attempted.push(key);
    });
  await Promise.all([attempt('one'), attempt('other')]);
  expect(attempted).toEqual(['one', 'other']);
});

test('makes a new attempt when the last is over, however it ended', async () => {
  const flights = new SingleFlight();
  const failure = new RangeError();
  await expect(flights.run('key', () => Promise.reject(failure))).rejects.toBe(failure);
  let attempts = 0;
  await flights.run('key', async () => {
    attempts += 1;
  });
  expect(attempts).toBe(1);
});
