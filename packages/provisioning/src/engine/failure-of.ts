import type { StepFailure } from '@tributary/domain/tenancy';
import { PlatformError } from '@tributary/kernel';

/** Of an error that nobody foresaw only the name is kept: its message may quote a payload. */
export function failureOf(step: string, error: unknown): StepFailure {
  if (error instanceof PlatformError) {
    return { step, code: error.code, message: error.message, remedy: error.remedy };
  }
  const name = error instanceof Error ? error.name : 'Unknown';
  return {
    step,
    code: 'platform.unforeseen',
    message: `The step failed in a way that nobody foresaw: ${name}`,
    remedy: 'call-operator',
  };
}

/** An error that nobody foresaw may be gone the next time; a refusal, or a call for an operator, is not. */
export function isWorthRepeating(error: unknown): boolean {
  return !(error instanceof PlatformError) || error.remedy === 'retry-later';
}
