import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benches } from './benches.ts';
import { loadText, machineText } from './support/machine.ts';

const HELP = `Measures the platform on this machine, each number beside a baseline of the same run.

  npm run bench [-- name ...] [--full]

  names: ${Object.keys(benches).join(', ')} (all where none is given)
  --full: the long form of the benches that have one
`;

/** Each in a process of its own, so that none finds the machine code and the garbage of another. */
function run(name: string, options: readonly string[]): boolean {
  const script = fileURLToPath(new URL('./run-bench.ts', import.meta.url));
  print(`\n${name}`);
  const beganAt = Date.now();
  const args = [...(benches[name]?.flags ?? []), script, name, ...options];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  print(`  (${((Date.now() - beganAt) / 1_000).toFixed(1)} s, ${loadText()})`);
  return status === 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const given = process.argv.slice(2);
const asked = given.filter((one) => !one.startsWith('--'));
const wishes = given.filter((one) => one.startsWith('--'));
const isUnderstood =
  asked.every((name) => Object.hasOwn(benches, name)) && wishes.every((wish) => wish === '--full');

if (isUnderstood) {
  print(`${machineText()}; ${loadText()}`);
  print('Each number: the median of its repetitions (the quartiles), in interleaved rounds.');
  const names = asked.length === 0 ? Object.keys(benches) : asked;
  const failed = names.filter((name) => !run(name, wishes));
  if (failed.length > 0) {
    print(`\nNot measured, because they failed: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
} else {
  print(HELP);
  process.exitCode = given.includes('--help') ? 0 : 2;
}
