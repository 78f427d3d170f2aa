import { systemClock } from '@tributary/kernel';
import { run } from './run.ts';
import { findEndpoint } from './wiring/find-endpoint.ts';

const stopped = new AbortController();
process.once('SIGINT', () => {
  stopped.abort();
  process.exitCode = 130;
});

// Whoever reads may have seen enough, as `head` has.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') {
    process.exit(0);
  }
  throw error;
});

try {
  const code = await run(process.argv.slice(2), {
    terminal: { out: (line) => console.log(line), err: (line) => console.error(line) },
    endpoint: findEndpoint,
    signal: stopped.signal,
    sleep: (ms) => systemClock.sleep(ms, stopped.signal),
  });
  process.exitCode ??= code;
} catch (error) {
  if (!stopped.signal.aborted) {
    throw error;
  }
}
