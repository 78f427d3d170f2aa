import { expect, test } from 'vitest';
import { importTable, testTable } from './import-table.ts';
import { dependenciesOf, type Manifest, rooms } from './manifests.ts';

const scope = '@tributary/';

test('every workspace is a room of the table', () => {
  expect(rooms.map((room) => room.folder)).toEqual(Object.keys(importTable).sort());
});

test.each(rooms)('$folder depends on nothing outside its row', ({ folder, manifest }) => {
  const { devDependencies: _, ...atRunTime } = manifest;
  const allowed = importTable[folder] ?? [];
  expect(outside(atRunTime, allowed)).toEqual([]);
  expect(outside(manifest, [...allowed, ...(testTable[folder] ?? [])])).toEqual([]);
});

function outside(manifest: Manifest, allowed: readonly string[]): readonly string[] {
  return dependenciesOf(manifest)
    .map(([name]) => name)
    .filter((name) => name.startsWith(scope) && !allowed.includes(name.slice(scope.length)));
}

test.each(rooms.filter(({ folder }) => ['packages/kernel', 'packages/domain'].includes(folder)))(
  '$folder runs without anybody else’s code',
  ({ manifest }) => {
    const foreign = Object.keys(manifest.dependencies ?? {}).filter(
      (name) => !name.startsWith(scope),
    );
    expect(foreign).toEqual([]);
  },
);

test.each(rooms)('$folder is private and bears the name of its room', ({ folder, manifest }) => {
  const name = folder.replace('packages/', '').replace('adapters/', 'adapter-');
  expect(manifest).toMatchObject({
    private: true,
    name: `${scope}${name.replace('services/', 'service-')}`,
  });
});
