import { KeysMissing } from '@tributary/domain/keys';
import { PlatformError } from '@tributary/kernel';

/**
 * What follows from an error about one record. `stall`: nothing of its partition may advance. `refuse`: it will never be
 * taken. `wait`: it comes again until it is taken. `count`: it comes again a number of times.
 */
export type FailureKind = 'stall' | 'refuse' | 'wait' | 'count';

export function failureKind(error: unknown): FailureKind {
  if (error instanceof KeysMissing) {
    return 'stall';
  }
  if (!(error instanceof PlatformError)) {
    return 'count';
  }
  return error.remedy === 'fix-request' ? 'refuse' : 'wait';
}
