import { randomBytes } from 'node:crypto';
import {
  type Caller,
  newToken,
  type Scope,
  type TokenRequest,
  type Tokens,
  tokenDigest,
} from '@tributary/domain/access';
import type { TenantId } from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import { document, text } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { storedTenant } from './stored-names.ts';

export class EmbeddedTokens implements Tokens {
  readonly #control: SqliteFile;

  constructor(control: SqliteFile) {
    this.#control = control;
  }

  async issue({ tenant, scopes, expiresAt }: TokenRequest): Promise<string> {
    const token = newToken(randomBytes);
    this.#control.run(
      'INSERT INTO tokens (digest, tenant, scopes, expires_at) VALUES (?, ?, ?, ?)',
      tokenDigest(token),
      tenant,
      JSON.stringify(scopes),
      expiresAt,
    );
    return token;
  }

  async issueOperator(): Promise<string> {
    const token = newToken(randomBytes);
    this.#control.run(
      `INSERT INTO tokens (digest, tenant, scopes, expires_at) VALUES (?, NULL, '[]', NULL)`,
      tokenDigest(token),
    );
    return token;
  }

  async authenticate(token: string, now: EpochMs): Promise<Caller | undefined> {
    const row = this.#control.get(
      'SELECT tenant, scopes FROM tokens WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)',
      tokenDigest(token),
      now,
    );
    if (row === undefined) {
      return undefined;
    }
    return row['tenant'] === null
      ? { kind: 'operator' }
      : {
          kind: 'tenant',
          tenant: storedTenant(text(row, 'tenant')),
          scopes: document<readonly Scope[]>(row, 'scopes'),
        };
  }

  async revokeAll(tenant: TenantId): Promise<void> {
    this.#control.run('DELETE FROM tokens WHERE tenant = ?', tenant);
  }

  async revokeOperators(): Promise<void> {
    this.#control.run('DELETE FROM tokens WHERE tenant IS NULL');
  }

  /** Forgets the tokens that open nothing any more. */
  expire(now: EpochMs): void {
    this.#control.run('DELETE FROM tokens WHERE expires_at <= ?', now);
  }
}
