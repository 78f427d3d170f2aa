import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What may differ between two runs that end alike: keys are random, and a step that is tried twice is written twice. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  branch_keys: ['wrapped'],
  routing_keys: ['wrapped'],
  operations: ['version'],
  versions: ['last'],
};

/** By file and table or line: everything in a state directory that lasts. */
export type Dump = Readonly<Record<string, readonly string[]>>;

export function dump(directory: string): Dump {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(directory, file)).isFile())
    .filter((file) => file !== 'master.key' && !/-(?:wal|shm)$/.test(file))
    .toSorted();
  const parts = files.flatMap((file): readonly Part[] =>
    file.endsWith('.db')
      ? tables(join(directory, file)).map(([table, rows]) => [`${file}/${table}`, rows])
      : [[file, readFileSync(join(directory, file), 'utf8').split('\n')]],
  );
  const here = JSON.stringify(directory).slice(1, -1);
  return Object.fromEntries(
    parts.map(([part, lines]) => [part, lines.map((line) => line.replaceAll(here, '.'))]),
  );
}

/** The parts in which they differ, with the lines that only one has. */
export function differences(one: Dump, other: Dump): readonly string[] {
  const parts = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return parts.flatMap((part) => [
    ...only(one[part], other[part]).map((line) => `${part} lacks ${line}`),
    ...only(other[part], one[part]).map((line) => `${part} has ${line}`),
  ]);
}

function only(lines: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return lines.filter((line) => !others.includes(line));
}

type Part = readonly [name: string, lines: readonly string[]];

function tables(path: string): readonly Part[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
    .all()
    .map(({ name }) => {
      const rows = database.prepare(`SELECT * FROM "${name}"`).all();
      return [String(name), rows.map((row) => text(String(name), row)).toSorted()];
    });
}

function text(table: string, row: Readonly<Record<string, unknown>>): string {
  const left = LEFT_OUT[table] ?? [];
  const entries = Object.entries(row)
    .filter(([column]) => !left.includes(column))
    .map(([column, value]) => [column, column === 'document' ? record(value) : plain(value)]);
  return JSON.stringify(Object.fromEntries(entries));
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

function record(json: unknown): unknown {
  return JSON.parse(String(json), (member, value: unknown) =>
    member === 'attempts' || member === 'version' ? undefined : value,
  );
}
