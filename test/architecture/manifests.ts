import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the checkout. */
export const checkout = join(import.meta.dirname, '..', '..');

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

type Dependencies = Readonly<Record<string, string>>;

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly workspaces?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
} & { readonly [kind in (typeof kinds)[number]]?: Dependencies };

export type Room = { readonly folder: string; readonly manifest: Manifest };

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8'));
}

export const rootManifest = manifestIn('.');

/** Every workspace, with its folder written as in the house style: `packages/adapters/embedded`. */
export const rooms: readonly Room[] = (rootManifest.workspaces ?? [])
  .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: checkout }))
  .map((file) => file.replaceAll('\\', '/').replace('/package.json', ''))
  .sort()
  .map((folder) => ({ folder, manifest: manifestIn(folder) }));

/** What a manifest asks for, as `[name, version]`, whatever the reason. */
export function dependenciesOf(manifest: Manifest): readonly (readonly [string, string])[] {
  return kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}));
}
