import { readFile } from 'node:fs/promises';
import { errorTable } from '@tributary/contract';
import { expect, test } from 'vitest';

test('docs/api.md lists every code with its status and meaning', async () => {
  const document = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const rows = Object.entries(errorTable).map(
    ([code, { meaning, status }]) => `| \`${code}\` | ${status} | ${meaning} |`,
  );
  const table = ['| code | status | meaning |', '|---|---|---|', ...rows].join('\n');
  const [, found] =
    /<!-- errors:begin -->\n\n([\s\S]*)\n\n<!-- errors:end -->/.exec(document) ?? [];
  expect(found).toBe(table);
});
