import { NO_USAGE, type Usage, type UsageMeter } from '@tributary/domain/quotas';
import type { TenantId } from '@tributary/domain/tenancy';
import { integer } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

export class EmbeddedUsageMeter implements UsageMeter {
  readonly #meters: SqliteFile;

  constructor(meters: SqliteFile) {
    this.#meters = meters;
  }

  async add(tenant: TenantId, { events, bytes }: Usage): Promise<void> {
    this.#meters.run(
      `INSERT INTO usage (tenant, events, bytes) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET events = events + ?2, bytes = bytes + ?3`,
      tenant,
      events,
      bytes,
    );
  }

  async usage(tenant: TenantId): Promise<Usage> {
    const row = this.#meters.get('SELECT events, bytes FROM usage WHERE tenant = ?', tenant);
    return row === undefined
      ? NO_USAGE
      : { events: integer(row, 'events'), bytes: integer(row, 'bytes') };
  }

  async remove(tenant: TenantId): Promise<void> {
    this.#meters.run('DELETE FROM usage WHERE tenant = ?', tenant);
  }
}
