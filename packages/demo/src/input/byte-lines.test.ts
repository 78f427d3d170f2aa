import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteLines } from './byte-lines.ts';

async function* chunksOf(...parts: readonly (string | Uint8Array)[]) {
  for (const part of parts) {
    yield Buffer.from(part);
  }
}

async function linesOf(chunks: AsyncIterable<Uint8Array>, maxBytes = 100) {
  const lines = await Array.fromAsync(byteLines(chunks, maxBytes));
  return lines.map(({ number, bytes }) => [number, bytes?.toString()] as const);
}

test('numbers lines from one and drops their ends', async () => {
  expect(await linesOf(chunksOf('a\nb\r\n\nc'))).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, ''],
    [4, 'c'],
  ]);
});

test('a line end at the end begins no line', async () => {
  expect(await linesOf(chunksOf('a\n'))).toEqual([[1, 'a']]);
});

test('a byte order mark is no part of the first line, and only of the first', async () => {
  expect(await linesOf(chunksOf('\ufeffa\n\ufeffb'))).toEqual([
    [1, 'a'],
    [2, '\ufeffb'],
  ]);
});

test('a line over the limit has no bytes and the next one is whole', async () => {
  expect(await linesOf(chunksOf('12345', '6\n', '12345\r\n', '123456\r\nend'), 5)).toEqual([
    [1, undefined],
    [2, '12345'],
    [3, undefined],
    [4, 'end'],
  ]);
});

test('lines do not depend on where chunks are cut', async () => {
  const text = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(60), { maxLength: 30 }), async (texts, sizes) => {
      const whole = Buffer.from(texts.join('\n'));
      const cut: Uint8Array[] = [];
      let from = 0;
      for (const size of sizes) {
        cut.push(whole.subarray(from, from + size));
        from += size;
      }
      cut.push(whole.subarray(from));
      expect(await linesOf(chunksOf(...cut), 25)).toEqual(await linesOf(chunksOf(whole), 25));
    }),
  );
});
