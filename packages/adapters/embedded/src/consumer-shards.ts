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
  readonly #files: ReadonlyMap<string, SqliteFile>;

  constructor(directory: string) {
    this.#files = new Map(
      [...'0123456789abcdef'].map((digit) => [
        digit,
        new SqliteFile(join(directory, `${digit}.db`), CONSUMERS_LAYOUT),
      ]),
    );
  }

  of(tenant: TenantId): SqliteFile {
    const digit = createHash('sha256').update(tenant).digest('hex').slice(0, 1);
    const file = this.#files.get(digit);
    if (file === undefined) {
      throw new RangeError(`there is no file for ${digit}`);
    }
    return file;
  }

  /** Those that were ever written to. */
  made(): readonly SqliteFile[] {
    return [...this.#files.values()].filter((file) => file.isMade);
  }

  [Symbol.dispose](): void {
    for (const file of this.#files.values()) {
      file[Symbol.dispose]();
    }
  }
}
