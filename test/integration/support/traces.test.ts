import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { Traces } from './traces.ts';

const bytes = fc.uint8Array({ minLength: 12, maxLength: 40 }).map((each) => Buffer.from(each));
const around = fc.uint8Array({ maxLength: 9 }).map((each) => Buffer.from(each));

test.each(['base64', 'base64url', 'hex'] as const)(
  'a content is found in %s, whatever stands before and after it',
  (encoding) => {
    fc.assert(
      fc.property(bytes, around, around, (content, before, after) => {
        const text = Buffer.concat([before, content, after]).toString(encoding);
        const traces = new Traces(new Map([['it', content]])).inText('log', text);
        expect(traces).not.toEqual([]);
      }),
    );
  },
);

test('a text is found in wide characters, below a directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-traces-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'wide'), Buffer.from('xx the canary', 'utf16le'));
  const traces = await new Traces(new Map([['it', 'canary']])).inFiles(directory);
  expect(traces).toContain('wide: it (utf16le)');
});

test('what is not there is not found', () => {
  const traces = new Traces(new Map([['it', 'a canary that is long']]));
  expect(traces.inText('log', 'a canary that is not so long')).toEqual([]);
});
