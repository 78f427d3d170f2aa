import type { Brand } from '@tributary/kernel';
import { ErasureBasisInvalid } from './errors.ts';

/** Why a tenant is erased, as the certificate says it: 1 to 200 printable characters, not white space alone. */
export type ErasureBasis = Brand<string, 'ErasureBasis'>;

const MAX_LENGTH = 200;
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

/** @throws {ErasureBasisInvalid} */
export function erasureBasis(text: unknown): ErasureBasis {
  if (
    typeof text !== 'string' ||
    text.trim() === '' ||
    text.length > MAX_LENGTH ||
    UNPRINTABLE.test(text)
  ) {
    throw new ErasureBasisInvalid({ maxLength: MAX_LENGTH });
  }
  return text as ErasureBasis;
}
