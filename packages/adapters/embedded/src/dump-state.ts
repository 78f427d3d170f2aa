import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation, Tenant } from '@tributary/domain/tenancy';
import type { JsonObject, JsonValue } from '@tributary/kernel';
import { document, integer, type Row, text } from './columns.ts';
import type { Embedded } from './embedded.ts';
import type { SqliteFile } from './sqlite-file.ts';
import type { StateFiles } from './state-files.ts';

/**
 * All that is kept, in a form in which two runs of the same work are equal however often either was interrupted: in order
 * of name, without times, attempts, versions of records, key material and digests of tokens. Not for a large state.
 */
export function dumpState({ files, directory }: Pick<Embedded, 'files' | 'directory'>): JsonObject {
  return {
    ...dumpControl(files.control),
    keys: dumpKeys(files.keys),
    usage: rowsOf(files.meters, 'SELECT tenant, events, bytes FROM usage ORDER BY tenant'),
    attempts: rowsOf(
      files.attempts,
      'SELECT topic, partition, record_offset, consumer, kind FROM attempts ORDER BY 1, 2, 3, 4, 5',
    ),
    clusters: Object.fromEntries(
      files.clusters.list().map((cell) => [cell, dumpCluster(files.clusters.of(cell))]),
    ),
    ...dumpConsumers(files),
    directories: {
      cells: namesIn(join(directory, 'cells')),
      quarantine: namesIn(join(directory, 'quarantine')),
    },
    certificates: namesIn(join(directory, 'certificates')),
  };
}

function dumpControl(control: SqliteFile): JsonObject {
  return {
    tenants: control
      .all('SELECT document FROM tenants ORDER BY id')
      .map((row) => dumpTenant(document<Tenant>(row, 'document'))),
    operations: control
      .all('SELECT document FROM operations ORDER BY id')
      .map((row) => dumpOperation(document<Operation>(row, 'document'))),
    cells: rowsOf(control, 'SELECT id, kind, profile, partitions, groups FROM cells ORDER BY id'),
    claims: rowsOf(control, 'SELECT * FROM claims ORDER BY cell, tenant'),
    clusterStates: rowsOf(control, 'SELECT cell, state FROM clusters ORDER BY cell'),
    grants: control
      .all('SELECT * FROM grants ORDER BY tenant')
      .map((row) => ({ tenant: text(row, 'tenant'), policies: json(row, 'policies') })),
    tokens: rowsOf(control, 'SELECT tenant, scopes FROM tokens ORDER BY tenant, scopes'),
    subscriptions: control
      .all('SELECT state, document FROM subscriptions ORDER BY consumer_group')
      .map((row) => ({ state: text(row, 'state'), subscription: json(row, 'document') })),
  };
}

function dumpTenant({ id, state, tier, placements, operation, erasureDueAt }: Tenant): JsonObject {
  return {
    id,
    state,
    tier,
    placements: placements.map((placement) => ({ ...placement })),
    isHeld: operation !== undefined,
    isErasureDue: erasureDueAt !== undefined,
  };
}

function dumpOperation(operation: Operation): JsonObject {
  const { id, kind, tenant, state, input, steps, notes, failure, cancelRequested } = operation;
  return {
    id,
    kind,
    tenant,
    state,
    input: withoutTimes(input),
    notes: withoutTimes(notes),
    steps: steps.map(({ name, outcome }) => ({ name, outcome })),
    failure: failure === undefined ? null : { step: failure.step, code: failure.code },
    cancelRequested,
  };
}

function dumpKeys(keys: SqliteFile): JsonObject {
  return {
    versions: rowsOf(keys, 'SELECT tenant, version FROM branch_keys ORDER BY tenant, version'),
    routing: rowsOf(keys, 'SELECT tenant FROM routing_keys ORDER BY tenant'),
    tombstones: rowsOf(keys, 'SELECT kind, tenant, through FROM tombstones ORDER BY 2, 1, 3'),
  };
}

function dumpCluster(log: SqliteFile): JsonObject {
  return {
    topics: rowsOf(
      log,
      'SELECT name, partitions, retention_ms, max_record_bytes FROM topics ORDER BY name',
    ),
    offsets: rowsOf(
      log,
      `SELECT name, partition, end_offset,
         (SELECT min(first_offset) FROM chunks
          WHERE chunks.topic = topics.id AND chunks.partition = partitions.partition) AS earliest
       FROM partitions JOIN topics ON topics.id = partitions.topic ORDER BY name, partition`,
    ),
    groups: rowsOf(
      log,
      `SELECT consumer_group, name, partition, next_offset
       FROM group_offsets JOIN topics ON topics.id = group_offsets.topic
       ORDER BY consumer_group, name, partition`,
    ),
  };
}

function dumpConsumers({ shards }: StateFiles): JsonObject {
  const collect = (sql: string) =>
    shards
      .made()
      .flatMap((file) => rowsOf(file, sql))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    projections: collect('SELECT tenant, consumer, key, value FROM entries'),
    markers: collect(
      'SELECT tenant, consumer, run, count(*) AS events FROM markers GROUP BY 1, 2, 3',
    ),
    quarantine: collect(
      'SELECT tenant, consumer, topic, partition, record_offset, reason FROM quarantined',
    ),
  };
}

function rowsOf(file: SqliteFile, sql: string): readonly JsonObject[] {
  return file.isMade ? file.all(sql).map(plain) : [];
}

function plain(row: Row): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value === null || typeof value === 'string' ? value : integer(row, column),
    ]),
  );
}

function json(row: Row, column: string): JsonValue {
  return document<JsonValue>(row, column);
}

/** Without what a process that was killed was about to write. */
function namesIn(directory: string): readonly string[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.filter((name) => !name.endsWith('.tmp')).toSorted();
}

/** The year 2001 in milliseconds: no count is that high. */
const LEAST_TIME = 1_000_000_000_000;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function withoutTimes(value: JsonValue): JsonValue {
  if (typeof value === 'number') {
    return value >= LEAST_TIME ? 'a time' : value;
  }
  if (typeof value === 'string') {
    return ISO_TIME.test(value) ? 'a time' : value;
  }
  if (Array.isArray(value)) {
    return value.map((member: JsonValue) => withoutTimes(member));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, withoutTimes(member)]),
    );
  }
  return value;
}
