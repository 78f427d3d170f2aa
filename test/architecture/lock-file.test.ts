import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from './manifests.ts';

type Entry = {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

const lock: { readonly packages: Readonly<Record<string, Entry>> } = JSON.parse(
  readFileSync(join(checkout, 'package-lock.json'), 'utf8'),
);
const entries = Object.entries(lock.packages);
const downloaded = entries.filter(([path, entry]) => path.includes('node_modules/') && !entry.link);

/** Where npm may have put a dependency of `path`: beside it, or in any folder above. */
function places(path: string, name: string): readonly string[] {
  const inside = path === '' ? [] : [`${path}/node_modules/${name}`];
  const above = path.includes('/') ? places(path.slice(0, path.lastIndexOf('/')), name) : [];
  return [...inside, ...above, `node_modules/${name}`];
}

test('every platform package that the lock file names has an entry with its hash', () => {
  const named = entries.flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ path, name })),
  );
  const missing = named.filter(({ path, name }) =>
    places(path, name).every((place) => lock.packages[place]?.integrity === undefined),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

test('every package that is downloaded is pinned by its hash', () => {
  expect(downloaded.filter(([, entry]) => entry.integrity === undefined)).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(downloaded.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  expect(entries.filter(([, entry]) => entry.hasInstallScript)).toEqual([]);
});
