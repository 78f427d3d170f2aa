import type { Facts } from '@tributary/kernel';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** One line of the platform's log: no payload, no secret. */
export type Log = (level: LogLevel, message: string, facts?: Facts) => void;

/** JSON lines, as the functions on AWS write them; what is below `least` is left out. */
export function jsonLog(
  write: (line: string) => unknown,
  now: () => number,
  least: LogLevel = 'info',
): Log {
  return (level, message, facts = {}) => {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(least)) {
      write(
        `${JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...facts })}\n`,
      );
    }
  };
}
