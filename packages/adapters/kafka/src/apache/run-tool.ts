import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type ToolRun = { readonly exitCode: number; readonly output: string };

/** What the tool said on both of its outputs. @throws the system's error where there is no such program. */
export async function runTool(
  command: string,
  parameters: readonly string[],
  { said, signal }: { readonly said?: (line: string) => void; readonly signal?: AbortSignal } = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    let output = '';
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        output += `${line}\n`;
        said?.(line);
      });
    }
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, output }));
  });
}

export function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
