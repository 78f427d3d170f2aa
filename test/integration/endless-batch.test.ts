import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { consumerModules } from './support/endless-consumer.ts';
import { delivered, RunningPlatform } from './support/running-platform.ts';
import { until } from './support/until.ts';

test('a batch that does not end does not keep the platform from stopping, and comes again', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tributary-endless-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const file = join(home, 'begun.txt');
  const start = () =>
    RunningPlatform.start({
      directory: join(home, 'state'),
      catalogue: {
        module: new URL('./support/endless-consumer.ts', import.meta.url).href,
        export: 'catalogue',
      },
      consumers: consumerModules(file),
    });
  const begun = (times: number) =>
    until('the batch has begun', async () => {
      const lines = await readFile(file, 'utf8').catch(() => '');
      return lines === 'begun\n'.repeat(times) ? true : undefined;
    });
  const running = await start();
  await running.onboard('acme', 'starter');
  await running.call('POST', '/tenants/acme/events', { body: delivered('o-1') });
  await begun(1);
  const asked = performance.now();
  await running[Symbol.asyncDispose]();
  expect(performance.now() - asked).toBeLessThan(15_000);
  await using _again = await start();
  await begun(2);
});
