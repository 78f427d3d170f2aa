import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SUPERVISOR = fileURLToPath(new URL('supervise.ts', import.meta.url));

/** A program that ends with this process, however this one ends; `supervise.ts` sees to it. */
export class Supervised implements AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly #supervisor: ChildProcess;
  #hasEnded = false;

  private constructor(supervisor: ChildProcess, pid: number, ended: Promise<void>) {
    this.#supervisor = supervisor;
    this.pid = pid;
    this.ended = ended.then(() => {
      this.#hasEnded = true;
    });
  }

  /** In a process group of its own: what stops us from the keyboard does not reach it before we have stopped to use it. */
  static async start(
    logFile: string,
    program: string,
    parameters: readonly string[],
  ): Promise<Supervised> {
    const supervisor = spawn(process.execPath, [SUPERVISOR, logFile, program, ...parameters], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    supervisor.stdin.on('error', () => {});
    const exited = new Promise<void>((resolve) => supervisor.once('close', () => resolve()));
    const pid = await new Promise<number>((resolve, reject) => {
      supervisor.once('error', reject);
      supervisor.stdout.setEncoding('utf8').once('data', (text) => resolve(Number(text)));
      supervisor.once('close', () => resolve(0));
    });
    return new Supervised(
      supervisor,
      pid,
      exited.then(() => killLeft(pid)),
    );
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#supervisor.stdin?.end();
    await this.ended;
  }
}

/** Where the supervisor itself was killed, its program is left. */
function killLeft(pid: number): void {
  try {
    if (pid > 0) {
      process.kill(pid, 'SIGKILL');
    }
  } catch {
    // It has ended, as it should.
  }
}
