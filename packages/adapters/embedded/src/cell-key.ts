import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { hasCode } from './error-code.ts';
import { StateDamaged } from './errors.ts';
import { makeFile } from './make-file.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

/** The key that wraps every tenant's keys; on AWS a key of KMS, here a file that only its owner can read. */
export class CellKey {
  readonly #file: string;
  readonly #key: Buffer;

  private constructor(file: string, key: Buffer) {
    this.#file = file;
    this.#key = key;
  }

  /** @throws {StateDamaged} there is no such file, or it holds no key. */
  static read(file: string): CellKey {
    const key = readKey(file);
    if (key?.length !== KEY_BYTES) {
      throw new StateDamaged({
        file,
        problem: key === undefined ? 'it is missing' : 'it holds no key',
      });
    }
    return new CellKey(file, key);
  }

  /** Makes the file where there is none; of several that do at once, one makes it. */
  static readOrMake(file: string): CellKey {
    if (readKey(file) === undefined) {
      makeFile(file, (aside) => writeFileSync(aside, randomBytes(KEY_BYTES)));
    }
    return CellKey.read(file);
  }

  /** IV, ciphertext and tag. It unwraps for the same context only. */
  wrap(material: Uint8Array, context: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv).setAAD(Buffer.from(context));
    return Buffer.concat([iv, cipher.update(material), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws {StateDamaged} */
  unwrap(wrapped: Buffer, context: string): Buffer {
    const tagAt = wrapped.length - TAG_BYTES;
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key, wrapped.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(wrapped.subarray(tagAt));
      return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES, tagAt)), decipher.final()]);
    } catch (cause) {
      const problem = 'it is not the key that wrapped the tenants’ keys';
      throw new StateDamaged({ file: this.#file, problem }, { cause });
    }
  }
}

function readKey(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      return undefined;
    }
    throw cause;
  }
}
