import type { AccessControl, PolicyDocument, TenantAccess } from '@tributary/domain/access';
import type { TenantId } from '@tributary/domain/tenancy';
import { document, type Row, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { storedTenant } from './stored-names.ts';

/** What is granted or revoked holds for the next call on a cluster, in every process. */
export class EmbeddedAccessControl implements AccessControl {
  readonly #control: SqliteFile;

  constructor(control: SqliteFile) {
    this.#control = control;
  }

  async grant({ tenant, policies }: TenantAccess): Promise<void> {
    this.#control.run(
      'INSERT OR REPLACE INTO grants (tenant, policies) VALUES (?, ?)',
      tenant,
      JSON.stringify(policies),
    );
  }

  async revoke(tenant: TenantId): Promise<void> {
    this.#control.run('DELETE FROM grants WHERE tenant = ?', tenant);
  }

  async find(tenant: TenantId): Promise<TenantAccess | undefined> {
    const row = this.#control.get('SELECT * FROM grants WHERE tenant = ?', tenant);
    return row && access(row);
  }

  async list(): Promise<readonly TenantAccess[]> {
    return this.#control.all('SELECT * FROM grants ORDER BY tenant').map(access);
  }
}

function access(row: Row): TenantAccess {
  return {
    tenant: storedTenant(text(row, 'tenant')),
    policies: document<readonly PolicyDocument[]>(row, 'policies'),
  };
}
