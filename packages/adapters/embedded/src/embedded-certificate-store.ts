import { writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CertificateStore,
  ErasureCertificate,
  SignedCertificate,
} from '@tributary/domain/erasure';
import type { OperationId, TenantId } from '@tributary/domain/tenancy';
import { hasCode } from './error-code.ts';
import { makeFile } from './make-file.ts';

/** Files that a person can read and hand on: `<tenant>-<operation>.<state>.json`. */
export class EmbeddedCertificateStore implements CertificateStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(signed: SignedCertificate): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = this.#path(signed.certificate);
    makeFile(path, (aside) => writeFileSync(aside, `${JSON.stringify(signed, undefined, 2)}\n`));
    return path;
  }

  async find(
    tenant: TenantId,
    operation: OperationId,
    state: ErasureCertificate['state'],
  ): Promise<SignedCertificate | undefined> {
    try {
      return JSON.parse(await readFile(this.#path({ tenant, operation, state }), 'utf8'));
    } catch (cause) {
      if (hasCode(cause, 'ENOENT')) {
        return undefined;
      }
      throw cause;
    }
  }

  #path({
    tenant,
    operation,
    state,
  }: Pick<ErasureCertificate, 'tenant' | 'operation' | 'state'>): string {
    return join(this.#directory, `${tenant}-${operation}.${state}.json`);
  }
}
