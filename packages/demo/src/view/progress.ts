import type { Clock } from '@tributary/kernel';
import { cut } from './text.ts';

export type ProgressOutput = {
  readonly write: (text: string) => unknown;
  /** Of a terminal; `undefined` for a file or a pipe. */
  readonly columns: number | undefined;
};

const TERMINAL_INTERVAL_MS = 80;
const FILE_INTERVAL_MS = 5_000;
const BAR_COLUMNS = 24;
const ERASE_LINE = '\r\u001b[2K';

/** One bar at a time. In a terminal it draws over itself; elsewhere it is a line every few seconds. */
export class Progress {
  readonly #output: ProgressOutput;
  readonly #clock: Clock;
  #title = '';
  #shownAt = 0;

  constructor(output: ProgressOutput, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  begin(title: string): void {
    this.#title = title;
    this.#shownAt = this.#clock.now();
    if (this.#output.columns !== undefined) {
      this.#draw(0, '');
    }
  }

  /** `done` from 0 to 1. May be called as often as one likes. */
  report(done: number, note = ''): void {
    const now = this.#clock.now();
    const interval = this.#output.columns === undefined ? FILE_INTERVAL_MS : TERMINAL_INTERVAL_MS;
    if (now - this.#shownAt >= interval) {
      this.#shownAt = now;
      this.#draw(Math.min(1, Math.max(0, done)), note);
    }
  }

  /** Takes the bar away, so that something else can be written. */
  end(): void {
    if (this.#output.columns !== undefined) {
      this.#output.write(ERASE_LINE);
    }
  }

  #draw(done: number, note: string): void {
    const { columns, write } = this.#output;
    const percent = `${Math.floor(done * 100)} %`.padStart(5);
    if (columns === undefined) {
      write(`  ${this.#title}: ${percent.trim()} ${note}`.trimEnd().concat('\n'));
      return;
    }
    const full = Math.round(done * BAR_COLUMNS);
    const bar = '\u2588'.repeat(full) + '\u2591'.repeat(BAR_COLUMNS - full);
    write(ERASE_LINE + cut(`  ${bar} ${percent}  ${this.#title} ${note}`.trimEnd(), columns - 1));
  }
}
