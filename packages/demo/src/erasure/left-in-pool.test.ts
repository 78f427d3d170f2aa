import { expect, test } from 'vitest';
import { leftOf } from './left-in-pool.ts';

async function* records(...all: readonly (readonly [key: string, value: string])[]) {
  for (const [key, value] of all) {
    yield { key: Buffer.from(key), value: Buffer.from(value) };
  }
}

test('counts the records of the tenant and nobody else, and their bytes', async () => {
  const pool = records(
    ['acme:1', 'sealed'],
    ['acme-labs:1', 'x'],
    ['acme:2', 'bytes'],
    ['acm', ''],
  );
  expect(await leftOf('acme', pool)).toEqual({ records: 2, bytes: 11, readable: 0 });
});

test('a body that is not sealed can be read', async () => {
  const pool = records(['acme:1', '{"data":{"activity":"seen"}}'], ['acme:2', 'sealed']);
  expect(await leftOf('acme', pool)).toMatchObject({ records: 2, readable: 1 });
});
