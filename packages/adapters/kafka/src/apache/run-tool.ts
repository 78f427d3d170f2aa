import { spawn } from 'node:child_process';

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
    const take = (chunk: string) => {
      output += chunk;
      for (const line of chunk.split('\n')) {
        said?.(line);
      }
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, output }));
  });
}

export function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
