import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** What the code may import. */
const SOURCES = new URL('../', import.meta.url);

/** Starts code in a thread of its own. It finds `data`, and `load` which imports a file of this package. */
export function thread(code: string, data: unknown): Worker {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { data, sources } = workerData;
    const load = (path) => import(new URL(path, sources));
    ${code}`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { data, sources: SOURCES.href },
  });
}

/** Resolves with the exit code once the code has ended. */
export async function inThread(code: string, data: unknown): Promise<number> {
  const [exitCode] = await once(thread(code, data), 'exit');
  return exitCode;
}

/** Runs code in a process of its own, which is killed when the test ends. It finds `data`, `load` and `say`. */
export function inProcess(code: string, data: unknown): ChildProcess {
  const source = `
    const [data, sources] = JSON.parse(process.argv[1]);
    const load = (path) => import(new URL(path, sources));
    const say = (line) => process.stdout.write(line + '\\n');
    ${code}`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', source, JSON.stringify([data, SOURCES.href])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** The lines that the process says, as they come. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** Ends it as a power switch would; resolves when it is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
