import { KeysMissing, KeysShredded } from '@tributary/domain/keys';
import { PlatformError } from '@tributary/kernel';

/** What follows from an error about one record. */
export type Failure =
  /** It will never be taken. */
  | { readonly kind: 'refuse'; readonly error: PlatformError }
  /** Its tenant is gone. */
  | { readonly kind: 'shredded' }
  /** Nothing of its partition may advance. */
  | { readonly kind: 'stall' }
  /** It comes again until it is taken. */
  | { readonly kind: 'wait' }
  /** It comes again a number of times. */
  | { readonly kind: 'count' };

export function failureOf(error: unknown): Failure {
  if (!(error instanceof PlatformError)) {
    return { kind: 'count' };
  }
  if (error instanceof KeysMissing) {
    return { kind: 'stall' };
  }
  if (error instanceof KeysShredded) {
    return { kind: 'shredded' };
  }
  return error.remedy === 'fix-request' ? { kind: 'refuse', error } : { kind: 'wait' };
}
