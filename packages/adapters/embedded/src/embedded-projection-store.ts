import type {
  EffectMarker,
  ProjectionEntry,
  ProjectionScope,
  ProjectionStore,
  ProjectionWrite,
  RunId,
} from '@tributary/domain/consumption';
import { ConcurrentChange, type TenantId } from '@tributary/domain/tenancy';
import type { EpochMs, JsonValue } from '@tributary/kernel';
import { document, integer, type Row, text } from './columns.ts';
import type { ConsumerShards } from './consumer-shards.ts';
import { othersFirst } from './others-first.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** In one transaction: others write in between. */
const MARKERS_AT_ONCE = 1_000;

/**
 * A commit survives the end of the process, by SIGKILL too. Once `removeTenant` has resolved, what was kept for the tenant
 * is in no byte of the files.
 */
export class EmbeddedProjectionStore implements ProjectionStore {
  readonly #shards: ConsumerShards;

  constructor(shards: ConsumerShards) {
    this.#shards = shards;
  }

  async read(
    { tenant, consumer }: ProjectionScope,
    key: string,
  ): Promise<ProjectionEntry | undefined> {
    const row = this.#shards
      .of(tenant)
      .get(
        'SELECT value, version FROM entries WHERE tenant = ? AND consumer = ? AND key = ?',
        tenant,
        consumer,
        key,
      );
    return row && entry(row);
  }

  async list(
    { tenant, consumer }: ProjectionScope,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly (ProjectionEntry & { readonly key: string })[]> {
    return this.#shards
      .of(tenant)
      .all(
        `SELECT key, value, version FROM entries
         WHERE tenant = ? AND consumer = ? AND key > ? ORDER BY key LIMIT ?`,
        tenant,
        consumer,
        after,
        limit,
      )
      .map((row) => ({ key: text(row, 'key'), ...entry(row) }));
  }

  async commit(
    scope: ProjectionScope,
    marker: EffectMarker,
    writes: readonly ProjectionWrite[],
  ): Promise<'committed' | 'already'> {
    const file = this.#shards.of(scope.tenant);
    return file.transaction(() => {
      if (!insertMarker(file, scope, marker)) {
        return 'already';
      }
      for (const write of writes) {
        writeEntry(file, scope, write);
      }
      return 'committed';
    });
  }

  async marked(
    { tenant, consumer }: ProjectionScope,
    run: RunId,
    eventIds: readonly string[],
    now: EpochMs,
  ): Promise<ReadonlySet<string>> {
    const file = this.#shards.of(tenant);
    const isMarked = (eventId: string) =>
      file.get(
        `SELECT 1 FROM markers
         WHERE tenant = ? AND consumer = ? AND run = ? AND event = ? AND expires_at >= ?`,
        tenant,
        consumer,
        run,
        eventId,
        now,
      ) !== undefined;
    return file.snapshot(() => new Set(eventIds.filter(isMarked)));
  }

  async mark(scope: ProjectionScope, markers: readonly EffectMarker[]): Promise<void> {
    const file = this.#shards.of(scope.tenant);
    file.transaction(() => {
      for (const marker of markers) {
        insertMarker(file, scope, marker);
      }
    });
  }

  async clear({ tenant, consumer }: ProjectionScope): Promise<void> {
    const file = this.#shards.of(tenant);
    file.transaction(() => {
      file.run('DELETE FROM entries WHERE tenant = ? AND consumer = ?', tenant, consumer);
      file.run(
        `DELETE FROM markers WHERE tenant = ? AND consumer = ? AND run = 'live'`,
        tenant,
        consumer,
      );
    });
  }

  async removeTenant(tenant: TenantId): Promise<number> {
    const file = this.#shards.of(tenant);
    const removed = file.transaction(
      () =>
        file.run('DELETE FROM entries WHERE tenant = ?', tenant).changes +
        file.run('DELETE FROM markers WHERE tenant = ?', tenant).changes,
    );
    await file.rebuild();
    return removed;
  }

  /** Forgets the markers that have expired. */
  async expire(now: EpochMs): Promise<void> {
    for (const file of this.#shards.made()) {
      while (expireSome(file, now) > 0) {
        await othersFirst();
      }
    }
  }
}

function expireSome(file: SqliteFile, now: EpochMs): number {
  return file.run(
    `DELETE FROM markers WHERE (tenant, consumer, run, event) IN
       (SELECT tenant, consumer, run, event FROM markers WHERE expires_at < ? LIMIT ?)`,
    now,
    MARKERS_AT_ONCE,
  ).changes;
}

/** @returns whether it is new. */
function insertMarker(
  file: SqliteFile,
  { tenant, consumer }: ProjectionScope,
  { run, eventId, expiresAt }: EffectMarker,
): boolean {
  const { changes } = file.run(
    `INSERT INTO markers (tenant, consumer, run, event, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    tenant,
    consumer,
    run,
    eventId,
    expiresAt,
  );
  return changes === 1;
}

function writeEntry(
  file: SqliteFile,
  scope: ProjectionScope,
  { key, value, over }: ProjectionWrite,
): void {
  const changes =
    value === undefined
      ? deleteEntry(file, scope, key, over)
      : putEntry(file, scope, key, value, over);
  if (changes !== 1) {
    throw new ConcurrentChange({ record: `an entry of ${scope.consumer} for ${scope.tenant}` });
  }
}

function deleteEntry(
  file: SqliteFile,
  { tenant, consumer }: ProjectionScope,
  key: string,
  over: number | undefined,
): number {
  const parameters = [tenant, consumer, key] as const;
  if (over === undefined) {
    const found = file.get(
      'SELECT 1 FROM entries WHERE tenant = ? AND consumer = ? AND key = ?',
      ...parameters,
    );
    return found === undefined ? 1 : 0;
  }
  return file.run(
    'DELETE FROM entries WHERE tenant = ? AND consumer = ? AND key = ? AND version = ?',
    ...parameters,
    over,
  ).changes;
}

function putEntry(
  file: SqliteFile,
  { tenant, consumer }: ProjectionScope,
  key: string,
  value: JsonValue,
  over: number | undefined,
): number {
  const json = JSON.stringify(value);
  const version = nextVersion(file);
  return over === undefined
    ? file.run(
        `INSERT INTO entries (tenant, consumer, key, version, value) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        tenant,
        consumer,
        key,
        version,
        json,
      ).changes
    : file.run(
        `UPDATE entries SET version = ?, value = ?
         WHERE tenant = ? AND consumer = ? AND key = ? AND version = ?`,
        version,
        json,
        tenant,
        consumer,
        key,
        over,
      ).changes;
}

/** Never the same twice in a file: an entry that was deleted and made anew is not taken for the old one. */
function nextVersion(file: SqliteFile): number {
  const row = file.get('UPDATE versions SET last = last + 1 RETURNING last');
  return row === undefined ? 0 : integer(row, 'last');
}

function entry(row: Row): ProjectionEntry {
  return { value: document<JsonValue>(row, 'value'), version: integer(row, 'version') };
}
