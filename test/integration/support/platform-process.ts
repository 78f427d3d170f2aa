import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiCaller } from './api-caller.ts';
import { until } from './until.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..', '..');
const LAUNCHERS = {
  start: join(CHECKOUT, 'packages/local/bin/start.js'),
  tributary: join(CHECKOUT, 'packages/cli/bin/tributary.js'),
} as const;
/** A start takes half of the time once an earlier one has left its compiled code there. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'tributary-integration-cache');

export type ProcessEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

function launch(launcher: keyof typeof LAUNCHERS, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [LAUNCHERS[launcher], ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

class Watched {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  end: ProcessEnd | undefined;
  readonly #said: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => this.#said.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#said.stderr.push(chunk));
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        this.end = { code, signal, stdout: this.said('stdout'), stderr: this.said('stderr') };
        resolve(this.end);
      });
    });
  }

  said(stream: 'stdout' | 'stderr'): string {
    return Buffer.concat(this.#said[stream]).toString();
  }
}

/** Runs a launcher to its end. */
export function runToEnd(
  launcher: keyof typeof LAUNCHERS,
  args: readonly string[],
): Promise<ProcessEnd> {
  return new Watched(launch(launcher, args)).ended;
}

/** The platform as `npm start` runs it: a process of its own. Disposed of, it is killed. */
export class PlatformProcess implements AsyncDisposable {
  readonly api: ApiCaller;
  readonly url: string;
  readonly #watched: Watched;

  private constructor(watched: Watched, url: string, token: string) {
    this.#watched = watched;
    this.url = url;
    this.api = new ApiCaller(url, token);
  }

  /** Resolves once the API answers. */
  static async start(directory: string, ...args: readonly string[]): Promise<PlatformProcess> {
    const watched = new Watched(launch('start', ['--dir', directory, '--port', '0', ...args]));
    const url = await until('the platform is up', () => {
      if (watched.end !== undefined) {
        throw new Error(`The platform did not start: ${watched.end.stderr}`);
      }
      return / API +(http:\S+)/.exec(watched.said('stdout'))?.[1];
    });
    const token = await readFile(join(directory, 'operator.token'), 'utf8');
    return new PlatformProcess(watched, url, token.trim());
  }

  /** All lines of its standard output and its log so far. */
  get output(): string {
    return this.#watched.said('stdout') + this.#watched.said('stderr');
  }

  /** The lines of its log, parsed. */
  get log(): readonly Readonly<Record<string, unknown>>[] {
    return this.#watched
      .said('stderr')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line));
  }

  /** Nobody reads what it says any more, as when a pager is closed. */
  stopReading(): void {
    this.#watched.child.stdout?.destroy();
    this.#watched.child.stderr?.destroy();
  }

  /** Resolves when the process is no more. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd> {
    this.#watched.child.kill(signal);
    return this.#watched.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}
