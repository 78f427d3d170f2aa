import { PlatformError, systemClock } from '@tributary/kernel';
import { describeFailure } from '@tributary/sdk/consume';
import { banner } from './banner.ts';
import { jsonLog } from './log.ts';
import { HELP, startOptions } from './options.ts';
import { type Platform, startPlatform } from './platform.ts';
import { resetState } from './state-files.ts';

/** Ends cleanly on the first signal, at once on the second. */
function stopOnSignals(platform: Platform): void {
  let asked = false;
  const stop = () => {
    if (asked) {
      process.exit(130);
    }
    asked = true;
    console.log('\nStopping: batches on their way are finished.');
    void platform[Symbol.asyncDispose]().then(
      () => {
        console.log('Stopped. Everything is kept; "npm start" goes on from here.');
        process.exit(0);
      },
      (error: unknown) => {
        console.error(
          `tributary: stopped, but not cleanly: ${JSON.stringify(describeFailure(error))}`,
        );
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
}

/** `npm start | tee log`: Ctrl-C ends the reader first, and the platform must still stop cleanly. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => undefined);
  }
}

async function main(args: readonly string[]): Promise<void> {
  const options = startOptions(args);
  if (options.help) {
    console.log(HELP);
    return;
  }
  outliveReaders();
  if (options.reset) {
    await resetState(options.directory);
  }
  const platform = await startPlatform({
    ...options,
    log: jsonLog((line) => process.stderr.write(line), systemClock.now, 'warn'),
  });
  stopOnSignals(platform);
  console.log(banner(platform, options));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PlatformError)) {
    throw error;
  }
  console.error(`tributary: ${error.message}`);
  process.exitCode = 1;
}
