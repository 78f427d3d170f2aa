import type { Facts } from '@tributary/kernel';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of the platform's log: no payload, no secret. */
export type Log = (level: LogLevel, message: string, facts?: Facts) => void;

/** JSON lines, as the functions on AWS write them. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, facts = {}) => {
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...facts })}\n`);
  };
}
