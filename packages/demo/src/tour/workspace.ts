import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputRefused } from '../errors.ts';
import { isReceivedFile } from '../recorder/received-file.ts';

/** Says that the other files of the directory are those of a tour, and may give way to those of the next one. */
const MARKER = 'tour.json';

/** The files of a tour. Disposing of it deletes all but what is `kept`, and everything where nothing was kept. */
export class Workspace implements AsyncDisposable {
  /** What was published and received. */
  readonly directory: string;
  readonly #temporary: string;
  readonly #isOut: boolean;
  #kept: readonly string[] = [];

  private constructor(temporary: string, out: string | undefined) {
    this.#temporary = temporary;
    this.#isOut = out !== undefined;
    this.directory = out ?? join(temporary, 'files');
  }

  /**
   * In `out`, or where that is left open in a temporary directory.
   *
   * @throws {OutputRefused}
   */
  static async open(out: string | undefined): Promise<Workspace> {
    const temporary = await mkdtemp(join(tmpdir(), 'tributary-tour-'));
    const workspace = new Workspace(temporary, out);
    try {
      await prepared(workspace.directory);
    } catch (cause) {
      await rm(temporary, { recursive: true });
      throw cause;
    }
    return workspace;
  }

  /** For the platform's state. */
  get platform(): string {
    return join(this.#temporary, 'platform');
  }

  /** For what is deleted in any case. */
  scratch(name: string): string {
    return join(this.#temporary, name);
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  /** The file stays where the tour was not told where to write, too. */
  keep(name: string): string {
    this.#kept = [...this.#kept, name];
    return this.file(name);
  }

  async receivedFiles(): Promise<readonly string[]> {
    const names = await readdir(this.directory);
    return names
      .filter(isReceivedFile)
      .toSorted()
      .map((name) => this.file(name));
  }

  /** Deletes at once what is temporary: for a process that is about to end. */
  discard(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOut || this.#kept.length === 0) {
      await rm(this.#temporary, { recursive: true, force: true });
      return;
    }
    await removeAllBut(this.#temporary, ['files']);
    await removeAllBut(this.directory, this.#kept);
  }
}

async function prepared(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const ours = (await readdir(directory)).filter(isOurs);
    if (ours.length > 0 && !ours.includes(MARKER)) {
      throw new OutputRefused({ directory, rule: `there is a "${ours[0]}" already` });
    }
    await Promise.all(ours.map((name) => rm(join(directory, name))));
    await writeFile(join(directory, MARKER), '{"state":"unfinished"}\n');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && !(cause instanceof OutputRefused)) {
      throw new OutputRefused({ directory, rule: cause.message }, { cause });
    }
    throw cause;
  }
}

function isOurs(name: string): boolean {
  return isReceivedFile(name) || OURS.has(name) || /^certificate-.+\.json$/.test(name);
}

const OURS: ReadonlySet<string> = new Set([
  MARKER,
  'platform.log',
  'published.ndjson',
  'skipped.ndjson',
  'tenants.ndjson',
]);

async function removeAllBut(directory: string, kept: readonly string[]): Promise<void> {
  const names = await readdir(directory);
  const others = names.filter((name) => !kept.includes(name));
  await Promise.all(others.map((name) => rm(join(directory, name), { recursive: true })));
}
