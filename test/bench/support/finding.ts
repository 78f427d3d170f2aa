import { format, type Spread, scaled } from './spread.ts';

export type Unit = 'x' | 's' | 'bytes';

export type Target =
  | { readonly kind: 'at-most'; readonly value: number }
  | { readonly kind: 'at-least'; readonly value: number };

/** One number, what it was compared with and what it should be. */
export type Finding = {
  readonly what: string;
  readonly measured: Spread;
  readonly unit: Unit;
  /** The baseline of a ratio, or what else a reader should know. */
  readonly note?: string;
  readonly target?: Target;
};

export type BenchOptions = {
  /** Measures what takes minutes, where a bench has a short form too. */
  readonly full: boolean;
};

/** At most about twenty seconds, but for its full form. */
export type Bench = (options: BenchOptions) => Promise<readonly Finding[]>;

export function atMost(value: number): Target {
  return { kind: 'at-most', value };
}

export function atLeast(value: number): Target {
  return { kind: 'at-least', value };
}

/** Two lines: the number with its quartiles and the verdict, then what it is of. */
export function findingText({ what, measured, unit, note, target }: Finding): string {
  const figure = format(measured, unit).padEnd(30);
  const judged = target === undefined ? 'reported' : verdict(measured.median, unit, target);
  const below = note === undefined ? '' : `\n      ${note}`;
  return `  ${what.padEnd(58)} ${figure} ${judged}${below}`;
}

function verdict(value: number, unit: Unit, { kind, value: bound }: Target): string {
  const target = `target ${kind === 'at-most' ? '<=' : '>='} ${scaled(bound, unit)}`;
  const missedBy = kind === 'at-most' ? value - bound : bound - value;
  return missedBy <= 0
    ? `${target}: met`
    : `${target}: MISSED by ${scaled(missedBy, unit)} (${Math.ceil((missedBy / bound) * 100)} %)`;
}
