import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Quarantine,
  QuarantinedRecord,
  QuarantineSummary,
} from '@tributary/domain/consumption';
import type { TenantId } from '@tributary/domain/tenancy';
import type { LogRecord } from '@tributary/domain/topics';
import { integer, type Row, text } from './columns.ts';
import type { ConsumerShards } from './consumer-shards.ts';
import { hasCode } from './error-code.ts';
import { decodeRecords, encodeRecords } from './log/record-codec.ts';
import { overwriteFile } from './overwrite-file.ts';
import { storedTopic } from './stored-names.ts';

type Place = {
  readonly tenant: TenantId;
  readonly consumer: string;
  /** Not parsed: a caller may ask for any. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
};

/**
 * The bytes of a record are a file, what is known of it a row; a file without a row is of nobody and goes with the tenant.
 * Files are overwritten before they are deleted.
 */
export class EmbeddedQuarantine implements Quarantine {
  readonly #directory: string;
  readonly #shards: ConsumerShards;

  constructor(directory: string, shards: ConsumerShards) {
    this.#directory = directory;
    this.#shards = shards;
  }

  async put({ tenant, consumer, record, reason, at }: QuarantinedRecord): Promise<void> {
    const { topic, partition, offset, key } = record;
    const place = { tenant, consumer, topic, partition, offset };
    if (this.#row(place) !== undefined) {
      return;
    }
    await this.#write(place, record);
    this.#shards.of(tenant).run(
      `INSERT INTO quarantined
         (tenant, consumer, topic, partition, record_offset, key_digest, reason, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      tenant,
      consumer,
      topic,
      partition,
      offset,
      digest(key),
      reason,
      at,
    );
  }

  async blocked(
    tenant: TenantId,
    consumer: string,
    recordKeys: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const file = this.#shards.of(tenant);
    const isBlocked = (key: string) =>
      file.get(
        'SELECT 1 FROM quarantined WHERE tenant = ? AND consumer = ? AND key_digest = ? LIMIT 1',
        tenant,
        consumer,
        digest(Buffer.from(key)),
      ) !== undefined;
    return file.snapshot(() => new Set(recordKeys.filter(isBlocked)));
  }

  async list(tenant: TenantId): Promise<readonly QuarantineSummary[]> {
    return this.#shards
      .of(tenant)
      .all('SELECT * FROM quarantined WHERE tenant = ? ORDER BY arrival', tenant)
      .map(summary);
  }

  async find(tenant: TenantId, id: string): Promise<QuarantinedRecord | undefined> {
    const place = placeOf(tenant, id);
    const row = place && this.#row(place);
    if (place === undefined || row === undefined) {
      return undefined;
    }
    const { partition, consumer } = place;
    const topic = storedTopic(text(row, 'topic'));
    const [record] = decodeRecords(await readFile(this.#path(place)), place.offset, 0);
    return (
      record && {
        tenant,
        consumer,
        record: { topic, partition, ...record },
        reason: text(row, 'reason'),
        at: integer(row, 'at'),
      }
    );
  }

  async remove(tenant: TenantId, id: string): Promise<void> {
    const place = placeOf(tenant, id);
    if (place === undefined) {
      return;
    }
    const { consumer, topic, partition, offset } = place;
    this.#shards.of(tenant).run(
      `DELETE FROM quarantined
       WHERE tenant = ? AND consumer = ? AND topic = ? AND partition = ? AND record_offset = ?`,
      tenant,
      consumer,
      topic,
      partition,
      offset,
    );
    await deleteFile(this.#path(place));
  }

  async removeTenant(tenant: TenantId): Promise<number> {
    const file = this.#shards.of(tenant);
    const { changes } = file.run('DELETE FROM quarantined WHERE tenant = ?', tenant);
    const directory = join(this.#directory, tenant);
    for (const name of await namesIn(directory)) {
      await deleteFile(join(directory, name));
    }
    await rm(directory, { recursive: true, force: true });
    await file.rebuild();
    return changes;
  }

  #row({ tenant, consumer, topic, partition, offset }: Place): Row | undefined {
    return this.#shards.of(tenant).get(
      `SELECT * FROM quarantined
       WHERE tenant = ? AND consumer = ? AND topic = ? AND partition = ? AND record_offset = ?`,
      tenant,
      consumer,
      topic,
      partition,
      offset,
    );
  }

  /** Whole or not at all. */
  async #write(place: Place, record: LogRecord): Promise<void> {
    await mkdir(join(this.#directory, place.tenant), { recursive: true, mode: 0o700 });
    const path = this.#path(place);
    const aside = `${path}.${randomUUID()}.tmp`;
    await writeFile(aside, encodeRecords(place.offset, [record]), { mode: 0o600 });
    await rename(aside, path);
  }

  /** No part of the name holds a `~`. */
  #path({ tenant, consumer, topic, partition, offset }: Place): string {
    const name = [consumer, topic, partition, offset].join('~');
    return join(this.#directory, tenant, `${name}.record`);
  }
}

const ID = /^([a-z][a-z0-9-]*)\/([a-z0-9.-]+)\/(\d{1,9})\/(\d{1,15})$/;

/** `undefined` for a text that names no record; nothing else of it gets into a path. */
function placeOf(tenant: TenantId, id: string): Place | undefined {
  const [, consumer, topic, partition, offset] = ID.exec(id) ?? [];
  if (consumer === undefined || topic === undefined) {
    return undefined;
  }
  return {
    tenant,
    consumer,
    topic,
    partition: Number(partition),
    offset: Number(offset),
  };
}

function summary(row: Row): QuarantineSummary {
  const consumer = text(row, 'consumer');
  const place = [text(row, 'topic'), integer(row, 'partition'), integer(row, 'record_offset')];
  return {
    id: [consumer, ...place].join('/'),
    consumer,
    reason: text(row, 'reason'),
    at: integer(row, 'at'),
  };
}

function digest(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex');
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      return [];
    }
    throw cause;
  }
}

async function deleteFile(path: string): Promise<void> {
  try {
    await overwriteFile(path);
    await rm(path);
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) {
      throw cause;
    }
  }
}
