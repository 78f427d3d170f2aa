import { expect, test } from 'vitest';
import { dependenciesOf, rooms, rootManifest } from './manifests.ts';

const exact = /^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/;

test.each([{ folder: '.', manifest: rootManifest }, ...rooms])(
  '$folder names every version exactly',
  ({ manifest }) => {
    expect(dependenciesOf(manifest).filter(([, version]) => !exact.test(version))).toEqual([]);
  },
);

test('all workspaces bear the version of the whole', () => {
  expect(new Set(rooms.map((room) => room.manifest.version))).toEqual(
    new Set([rootManifest.version]),
  );
});

test('a script that starts one process becomes that process, so that signals reach it', () => {
  const single = Object.entries(rootManifest.scripts ?? {}).filter(
    ([, command]) => !command.includes('&&'),
  );
  expect(single.filter(([, command]) => !command.startsWith('exec '))).toEqual([]);
});
