import type { Unit } from './finding.ts';

/** The middle of what several repetitions gave, and the quartiles around it. */
export type Spread = {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly repetitions: number;
};

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    repetitions: values.length,
  };
}

/** The smallest value that so large a part of all does not exceed; `NaN` of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** `1.21x (1.19 .. 1.24)` */
export function format({ median, low, high, repetitions }: Spread, unit: Unit): string {
  const digits = digitsOf(median);
  return repetitions === 1
    ? scaled(median, unit)
    : `${scaled(median, unit)} (${low.toFixed(digits)} .. ${high.toFixed(digits)})`;
}

export function scaled(value: number, unit: Unit): string {
  const text = value.toFixed(digitsOf(value));
  return unit === 'x' ? `${text}${unit}` : `${text} ${unit}`;
}

function digitsOf(value: number): number {
  if (Number.isInteger(value) || Math.abs(value) >= 100) {
    return 0;
  }
  return Math.abs(value) >= 10 ? 1 : 2;
}
