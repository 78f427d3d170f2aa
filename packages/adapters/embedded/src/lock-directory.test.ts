import { describe, expect, onTestFinished, test } from 'vitest';
import { StateLocked } from './errors.ts';
import { lockDirectory } from './lock-directory.ts';
import { inProcess, killed, linesOf } from './testing/elsewhere.ts';
import { opened, temporaryDirectory } from './testing/temporary-state.ts';

/** Refers to its lock no more, and collects what nobody refers to. */
const HOLDER = `
  const { lockDirectory } = await load('lock-directory.ts');
  lockDirectory(data);
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  say('locked');
  setInterval(() => undefined, 1_000);`;

function lock(directory: string): Disposable {
  const held = lockDirectory(directory);
  onTestFinished(() => held[Symbol.dispose]());
  return held;
}

describe('a lock', () => {
  test('keeps out a second one', () => {
    const directory = temporaryDirectory();
    lock(directory);
    expect(() => lock(directory)).toThrow(StateLocked);
  });

  test('keeps out other processes, and names the one that has it', async () => {
    const directory = temporaryDirectory();
    const holder = inProcess(HOLDER, directory);
    await linesOf(holder).next();
    const facts = { facts: { directory, pid: holder.pid } };
    expect(() => lock(directory)).toThrow(expect.objectContaining(facts));
  });

  test('ends with its process, however that ends', async () => {
    const directory = temporaryDirectory();
    const holder = inProcess(HOLDER, directory);
    await linesOf(holder).next();
    await killed(holder);
    lock(directory);
  });

  test('is free again once it is disposed', () => {
    const directory = temporaryDirectory();
    lock(directory)[Symbol.dispose]();
    lock(directory);
  });

  test('does not keep threads of the platform from its files', async () => {
    const directory = temporaryDirectory();
    lock(directory);
    const { embedded } = await opened(directory);
    expect(await embedded.cells.list()).toEqual([]);
  });
});
