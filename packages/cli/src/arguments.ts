import type { Values } from './command.ts';
import { UsageWrong } from './errors.ts';

/** @throws {UsageWrong} */
export function positional(positionals: readonly string[], at: number, name: string): string {
  const value = positionals[at];
  if (value === undefined || value === '') {
    throw new UsageWrong(`<${name}> is missing`);
  }
  return value;
}

/** @throws {UsageWrong} */
export function required(values: Values, name: string): string {
  const value = text(values, name);
  if (value === undefined) {
    throw new UsageWrong(`--${name} is missing`);
  }
  return value;
}

export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws {UsageWrong} */
export function jsonOf(source: string, what: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new UsageWrong(`${what} is not JSON`, { cause });
  }
}
