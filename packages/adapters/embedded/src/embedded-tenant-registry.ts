import { createHash } from 'node:crypto';
import {
  ConcurrentChange,
  type IdempotencyRecord,
  type Operation,
  type OperationId,
  operationId,
  type RegistryChange,
  type Tenant,
  type TenantId,
  type TenantRegistry,
} from '@tributary/domain/tenancy';
import type { Clock, EpochMs } from '@tributary/kernel';
import { document, integer, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Of an idempotency key only the digest is kept: a caller may put anything into it. */
export class EmbeddedTenantRegistry implements TenantRegistry {
  readonly #control: SqliteFile;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(control: SqliteFile, clock: Pick<Clock, 'now'>) {
    this.#control = control;
    this.#clock = clock;
  }

  async find(id: TenantId): Promise<Tenant | undefined> {
    const row = this.#control.get('SELECT document FROM tenants WHERE id = ?', id);
    return row && document<Tenant>(row, 'document');
  }

  async list({
    after = '',
    limit,
  }: {
    readonly after?: TenantId | '';
    readonly limit: number;
  }): Promise<readonly Tenant[]> {
    return this.#control
      .all('SELECT document FROM tenants WHERE id > ? ORDER BY id LIMIT ?', after, limit)
      .map((row) => document<Tenant>(row, 'document'));
  }

  async operation(id: OperationId): Promise<Operation | undefined> {
    const row = this.#control.get('SELECT document FROM operations WHERE id = ?', id);
    return row && document<Operation>(row, 'document');
  }

  async unfinished(): Promise<readonly Operation[]> {
    return this.#control
      .all('SELECT document FROM operations WHERE ended = 0 ORDER BY started_at, sequence')
      .map((row) => document<Operation>(row, 'document'));
  }

  async operationsOf(tenant: TenantId): Promise<readonly Operation[]> {
    return this.#control
      .all(
        'SELECT document FROM operations WHERE tenant = ? ORDER BY started_at DESC, sequence DESC',
        tenant,
      )
      .map((row) => document<Operation>(row, 'document'));
  }

  async recall(key: string, now: EpochMs): Promise<IdempotencyRecord | undefined> {
    const row = this.#control.get(
      'SELECT * FROM idempotency WHERE key_digest = ? AND expires_at >= ?',
      digest(key),
      now,
    );
    return (
      row && {
        key,
        digest: text(row, 'request_digest'),
        operation: operationId(text(row, 'operation')),
        expiresAt: integer(row, 'expires_at'),
      }
    );
  }

  async write({ tenant, operation, idempotency }: RegistryChange): Promise<void> {
    this.#control.transaction(() => {
      if (tenant !== undefined) {
        this.#writeTenant(tenant);
      }
      if (operation !== undefined) {
        this.#writeOperation(operation);
      }
      if (idempotency !== undefined) {
        this.#writeIdempotency(idempotency);
      }
    });
  }

  /** Forgets the idempotency keys that have expired. */
  expire(now: EpochMs): void {
    this.#control.run('DELETE FROM idempotency WHERE expires_at < ?', now);
  }

  #writeTenant(tenant: Tenant): void {
    const { id, version } = tenant;
    const { changes } =
      version === 1
        ? this.#control.run(
            'INSERT INTO tenants (id, version, document) VALUES (?, 1, ?) ON CONFLICT DO NOTHING',
            id,
            JSON.stringify(tenant),
          )
        : this.#control.run(
            'UPDATE tenants SET version = ?, document = ? WHERE id = ? AND version = ?',
            version,
            JSON.stringify(tenant),
            id,
            version - 1,
          );
    refuseUnless(changes === 1, `tenant ${id}`);
  }

  #writeOperation(operation: Operation): void {
    const { id, tenant, startedAt, version } = operation;
    const ended = hasEnded(operation) ? 1 : 0;
    const { changes } =
      version === 1
        ? this.#control.run(
            `INSERT INTO operations (id, tenant, ended, started_at, version, document)
             VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`,
            id,
            tenant,
            ended,
            startedAt,
            JSON.stringify(operation),
          )
        : this.#control.run(
            'UPDATE operations SET ended = ?, version = ?, document = ? WHERE id = ? AND version = ?',
            ended,
            version,
            JSON.stringify(operation),
            id,
            version - 1,
          );
    refuseUnless(changes === 1, `operation ${id}`);
  }

  #writeIdempotency({ key, digest: requestDigest, operation, expiresAt }: IdempotencyRecord): void {
    const { changes } = this.#control.run(
      `INSERT INTO idempotency (key_digest, request_digest, operation, expires_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET request_digest = ?2, operation = ?3, expires_at = ?4 WHERE expires_at < ?5`,
      digest(key),
      requestDigest,
      operation,
      expiresAt,
      this.#clock.now(),
    );
    refuseUnless(changes === 1, 'the idempotency key');
  }
}

function hasEnded({ state }: Operation): boolean {
  switch (state) {
    case 'succeeded':
    case 'undone':
      return true;
    case 'running':
    case 'undoing':
    case 'stuck':
      return false;
  }
}

function refuseUnless(written: boolean, record: string): void {
  if (!written) {
    throw new ConcurrentChange({ record });
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
