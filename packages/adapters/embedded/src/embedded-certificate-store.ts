import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CertificateStore,
  ErasureCertificate,
  SignedCertificate,
} from '@tributary/domain/erasure';
import type { OperationId, TenantId } from '@tributary/domain/tenancy';
import { hasCode } from './error-code.ts';

/** Files that a person can read and hand on: `<tenant>-<operation>.<state>.json`. */
export class EmbeddedCertificateStore implements CertificateStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(signed: SignedCertificate): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = this.#path(signed.certificate);
    const aside = `${path}.${randomUUID()}.tmp`;
    const text = `${JSON.stringify(signed, undefined, 2)}\n`;
    await writeFile(aside, text, { mode: 0o600, flush: true });
    try {
      await link(aside, path);
    } catch (cause) {
      if (!hasCode(cause, 'EEXIST')) {
        throw cause;
      }
    } finally {
      await rm(aside);
    }
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
