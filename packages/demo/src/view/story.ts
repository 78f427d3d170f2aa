/** Tells the tour, chapter by chapter. */
export class Story {
  readonly #write: (text: string) => unknown;
  #chapter = 0;

  constructor(write: (text: string) => unknown) {
    this.#write = write;
  }

  chapter(title: string): void {
    this.#chapter += 1;
    this.#write(`\n${String(this.#chapter).padStart(2)}  ${title}\n`);
  }

  say(...lines: readonly string[]): void {
    for (const line of lines) {
      this.#write(line === '' ? '\n' : `    ${line}\n`);
    }
  }

  /** As wide as it is. */
  show(lines: readonly string[]): void {
    this.#write(`${lines.join('\n')}\n`);
  }
}
