import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TenantId } from '@tributary/domain/tenancy';
import { CONSUMERS_LAYOUT } from './consumers-layout.ts';
import { SqliteFile } from './sqlite-file.ts';

/**
 * What consumers keep is spread over 16 files by the digest of the tenant's id: an erasure rebuilds the one file that the
 * tenant's data is in, and consumers of different tenants seldom wait for each other.
 */
export class ConsumerShards implements Disposable {
  readonly #directory: string;
  readonly #open = new Map<string, SqliteFile>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  of(tenant: TenantId): SqliteFile {
    return this.#shard(createHash('sha256').update(tenant).digest('hex').slice(0, 1));
  }

  all(): readonly SqliteFile[] {
    return [...'0123456789abcdef'].map((digit) => this.#shard(digit));
  }

  [Symbol.dispose](): void {
    for (const file of this.#open.values()) {
      file[Symbol.dispose]();
    }
    this.#open.clear();
  }

  #shard(digit: string): SqliteFile {
    const known = this.#open.get(digit);
    if (known !== undefined) {
      return known;
    }
    const file = new SqliteFile(join(this.#directory, `${digit}.db`), CONSUMERS_LAYOUT);
    this.#open.set(digit, file);
    return file;
  }
}
