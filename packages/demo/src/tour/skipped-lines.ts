import { JsonLineFile } from '../check/json-lines.ts';
import type { SkippedLine } from '../input/input-line.ts';

const SHOWN = 20;

/** Writes down every line that cannot be used, and remembers the first few to show. */
export class SkippedLines implements AsyncDisposable {
  readonly #file: JsonLineFile;
  readonly #shown: SkippedLine[] = [];
  #count = 0;
  #told = 0;

  constructor(path: string) {
    this.#file = new JsonLineFile(path);
  }

  get count(): number {
    return this.#count;
  }

  readonly add = async (skipped: SkippedLine): Promise<void> => {
    const { line, reason } = skipped;
    this.#count += 1;
    if (this.#shown.length < SHOWN) {
      this.#shown.push(skipped);
    }
    await this.#file.write({ line, reason });
  };

  /** What is to be told of the lines since the last time. */
  news(path: string): readonly string[] {
    const fresh = this.#shown.slice(this.#told).map(({ line, reason }) => `line ${line} ${reason}`);
    const untold = this.#count - Math.max(this.#told, this.#shown.length);
    const more = untold > 0 && this.#shown.length === SHOWN;
    this.#told = this.#count;
    return more ? [...fresh, `and ${untold} more lines, all in ${path}`] : fresh;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}
