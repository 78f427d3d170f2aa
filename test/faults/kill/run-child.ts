import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Errand } from './scenario.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
/** Children start in a third of the time once one of them has left its compiled code there. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'tributary-kill-test-cache');

export type ChildEnd = { readonly signal: NodeJS.Signals | null; readonly output: string };

/** Resolves when the child is no more; rejects if it ended in another way than it was told to. */
export function runChild(errand: Errand): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(errand)], {
      env: { ...process.env, NODE_COMPILE_CACHE, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') {
        resolve({ signal, output: Buffer.concat(output).toString() });
      } else {
        reject(new Error(`The child ended with ${code}: ${Buffer.concat(complaints)}`));
      }
    });
  });
}
