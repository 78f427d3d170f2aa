import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout, rooms } from './manifests.ts';

/**
 * A checker that sees nothing also exits 0. So the rules and the manifests are copied beside files
 * that break them, and beside neighbours that do not.
 */
const undeclared = 'lint/correctness/noUndeclaredDependencies';
const restricted = 'lint/style/noRestrictedImports';

type Plant = { readonly what: string; readonly file: string; readonly code: string };

const violations: readonly (Plant & { readonly rule: string })[] = [
  {
    what: 'a value of a room above',
    file: 'packages/kernel/src/value.ts',
    code: "import { tenantId } from '@tributary/domain/tenancy';\nexport const x = tenantId;",
    rule: undeclared,
  },
  {
    what: 'only a type of a room above',
    file: 'packages/kernel/src/type-only.ts',
    code: "import type { TenantId } from '@tributary/domain/tenancy';\nexport type X = TenantId;",
    rule: undeclared,
  },
  {
    what: 'a room above, only when it is called',
    file: 'packages/kernel/src/dynamic.ts',
    code: "export const x = () => import('@tributary/domain/tenancy');",
    rule: undeclared,
  },
  {
    what: 'a room above, passed on',
    file: 'packages/sdk/src/passed-on.ts',
    code: "export { startServer } from '@tributary/local';",
    rule: undeclared,
  },
  {
    what: 'a room above, by require',
    file: 'packages/kernel/src/required.ts',
    code: "export const x = require('@tributary/domain/tenancy');",
    rule: undeclared,
  },
  {
    what: 'another package by a relative path',
    file: 'packages/kernel/src/relative.ts',
    code: "import { tenantId } from '../../domain/src/tenancy/index.ts';\nexport const x = tenantId;",
    rule: restricted,
  },
  {
    what: 'only a type of another package by a relative path',
    file: 'packages/sdk/src/publish/relative-type.ts',
    code: "import type { X } from '../../../local/src/index.ts';\nexport type Y = X;",
    rule: restricted,
  },
  {
    what: 'another package by a relative path, only when it is called',
    file: 'packages/adapters/embedded/src/relative-dynamic.ts',
    code: "export const x = () => import('../../../domain/src/tenancy/index.ts');",
    rule: restricted,
  },
  {
    what: 'the tests',
    file: 'packages/local/src/relative-test.ts',
    code: "import { x } from '../../../test/fixtures.ts';\nexport const y = x;",
    rule: restricted,
  },
  {
    what: 'a file inside a package that it may use',
    file: 'packages/local/src/deep.ts',
    code: "import { x } from '@tributary/kernel/src/brand.ts';\nexport const y = x;",
    rule: restricted,
  },
  {
    what: 'a file inside another area',
    file: 'packages/domain/src/topics/inside-area.ts',
    code: "import { tenantId } from '../tenancy/tenant-id.ts';\nexport const x = tenantId;",
    rule: restricted,
  },
  {
    what: 'the file system from a rule',
    file: 'packages/domain/src/topics/io.ts',
    code: "import { readFile } from 'node:fs';\nexport const x = readFile;",
    rule: restricted,
  },
  {
    what: 'the database from a room that is not its adapter',
    file: 'packages/local/src/database.ts',
    code: "import { DatabaseSync } from 'node:sqlite';\nexport const x = DatabaseSync;",
    rule: restricted,
  },
  {
    what: 'a rule that the command does not need',
    file: 'packages/cli/src/placement.ts',
    code: "import { place } from '@tributary/domain/placement';\nexport const x = place;",
    rule: restricted,
  },
  {
    what: 'a tool of the tests',
    file: 'packages/domain/src/topics/generator.ts',
    code: "import { string } from 'fast-check';\nexport const x = string;",
    rule: undeclared,
  },
  {
    what: 'somebody else’s code that its package does not name',
    file: 'packages/domain/src/topics/foreign.ts',
    code: "import { z } from 'zod';\nexport const x = z;",
    rule: undeclared,
  },
  {
    what: 'the environment',
    file: 'packages/local/src/environment.ts',
    code: "export const x = process.env['HOME'];",
    rule: 'lint/style/noProcessEnv',
  },
];

const neighbours: readonly Plant[] = [
  {
    what: 'what its row names',
    file: 'packages/local/src/allowed.ts',
    code: "import { tenantId } from '@tributary/domain/tenancy';\nexport const x = tenantId;",
  },
  {
    what: 'the face of another area',
    file: 'packages/domain/src/topics/face.ts',
    code: "import { tenantId } from '../tenancy/index.ts';\nexport const x = tenantId;",
  },
  {
    what: 'the database from its adapter',
    file: 'packages/adapters/embedded/src/database.ts',
    code: "import { DatabaseSync } from 'node:sqlite';\nexport const x = DatabaseSync;",
  },
  {
    what: 'a tool of the tests in a test',
    file: 'packages/domain/src/topics/generator.test.ts',
    code: "import { string } from 'fast-check';\nexport const x = string;",
  },
  {
    what: 'the environment where it is wired',
    file: 'packages/local/src/wiring/environment.ts',
    code: "export const x = process.env['HOME'];",
  },
];

let copy: string;
let reported: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tributary-planted-'));
  const manifests = rooms.map(({ folder }) => `${folder}/package.json`);
  for (const file of ['biome.json', '.gitignore', 'package.json', ...manifests]) {
    cpSync(join(checkout, file), join(copy, file));
  }
  for (const { file, code } of [...violations, ...neighbours]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), `${code}\n`);
  }
  reported = lint(copy);
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

describe('the linter reports a file that imports', () => {
  test.each(violations)('$what', ({ file, rule }) => {
    expect(reported.get(file)).toContain(rule);
  });
});

describe('the linter accepts a file that imports', () => {
  test.each(neighbours)('$what', ({ file }) => {
    expect(reported.get(file)).toBeUndefined();
  });
});

/** The errors of each file, by its path within `folder`. */
function lint(folder: string): ReadonlyMap<string, readonly string[]> {
  const biome = join(checkout, 'node_modules/@biomejs/biome/bin/biome');
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error'];
  const run = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8' });
  const report: Report = JSON.parse(run.stdout);
  return new Map(
    Object.entries(Object.groupBy(report.diagnostics, (found) => slashed(found.location.path))).map(
      ([file, found = []]) => [file, found.map(({ category }) => category)],
    ),
  );
}

type Report = {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string };
  }[];
};

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
