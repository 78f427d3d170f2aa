/** A negative age means that the clock was set back: the true age is unknown, and the answer is no. */
export function isWithin(ageMs: number, maxAgeMs: number): boolean {
  return ageMs >= 0 && ageMs <= maxAgeMs;
}
