import { type Facts, PlatformError } from '@tributary/kernel';

/** What may be logged of an error. The message of one that nobody foresaw may quote a payload; its frames do not. */
export function describeFailure(error: unknown): Facts {
  if (error instanceof PlatformError) {
    return { ...error.facts, code: error.code, remedy: error.remedy, ...causeOf(error) };
  }
  if (error instanceof Error) {
    return { error: error.name, frames: framesOf(error) };
  }
  return { error: typeof error };
}

function causeOf({ cause }: PlatformError): Facts {
  return cause instanceof Error && !(cause instanceof PlatformError)
    ? { cause: cause.name, frames: framesOf(cause) }
    : {};
}

const MAX_FRAMES = 10;

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
}
