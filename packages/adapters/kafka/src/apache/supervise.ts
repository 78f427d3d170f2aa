import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

/**
 * Runs one program until it ends, or until the process that started this one is gone: then our standard input ends, however
 * that process ended. Arguments: the file for its outputs, the program, its parameters. Says the program's process id.
 */
const GRACE_MS = 10_000;

const [, , logFile = '', program = '', ...parameters] = process.argv;
const log = openSync(logFile, 'a', 0o600);
const child = spawn(program, parameters, { stdio: ['ignore', log, log] });
process.stdout.on('error', stop).write(`${child.pid ?? 0}\n`);

function stop(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, stop);
}
process.stdin.on('end', stop).on('error', stop).resume();
child.once('error', () => process.exit(127));
child.once('exit', (code) => process.exit(code ?? 1));
