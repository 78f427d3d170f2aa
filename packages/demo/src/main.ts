import { PlatformError, systemClock } from '@tributary/kernel';
import { HELP, tourOptions } from './options.ts';
import { terminal } from './terminal.ts';

/** The tour was taken and not all is well; bad input is `UNUSABLE`. */
const NOT_WELL = 1;
const UNUSABLE = 2;
const INTERRUPTED = 130;

async function main(args: readonly string[]): Promise<number> {
  const options = tourOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // Only now, so that a slip in the options is answered at once.
  const { runTour } = await import('./tour/run-tour.ts');
  const interruption = new AbortController();
  const view = terminal(options, systemClock);
  const stop = () => {
    view.progress.end();
    interruption.abort();
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Whoever was listening has gone: `npm run demo | head`.
  process.stdout.once('error', stop);
  const { result, problems } = await runTour(options, {
    ...view,
    clock: systemClock,
    standardInput: process.stdin,
    signal: interruption.signal,
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  return problems.length === 0 ? 0 : NOT_WELL;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PlatformError)) {
    throw error;
  }
  console.error(`demo: ${error.message}`);
  process.exitCode = error.remedy === 'fix-request' ? UNUSABLE : NOT_WELL;
}
