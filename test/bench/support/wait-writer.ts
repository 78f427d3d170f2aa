import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { extendedCatalogue, platformCatalogue } from '@tributary/catalogue';
import type { JsonObject } from '@tributary/kernel';
import { type ConsumerModule, PLATFORM_CONSUMERS } from '@tributary/local';
import type { ConsumerSpec } from '@tributary/sdk/consume';

/** What a handler waits for each event, as for a database: this is what limits how much the pool can take. */
const WORK_MS = 1;

/** Of every tenant, so that two of them fit what the consumer can take. */
export const TIER_RATE = { eventsPerSecond: 250, burst: 500 };

const NAME = 'wait-writer';

/** The platform's catalogue and, on a pool topic, a consumer with the batches of the platform's own. */
export const catalogue = extendedCatalogue(platformCatalogue, {
  consumers: [
    {
      name: NAME,
      stream: 'users',
      replay: 'refuse',
      batchSize: 100,
      batchWindowMs: 100,
      timeoutMs: 30_000,
    },
  ],
  rate: TIER_RATE,
});

/** Writes for each event its aggregate and how many milliseconds after its publication the handler had it. */
export function waitWriter({ file }: JsonObject): ConsumerSpec {
  return {
    name: NAME,
    stream: 'users',
    on: {
      PreferenceChanged: async ({ aggregate, time }) => {
        appendFileSync(String(file), `${aggregate} ${Date.now() - time}\n`);
        await setTimeout(WORK_MS);
      },
    },
  };
}

export function consumerModules(file: string): readonly ConsumerModule[] {
  return [
    ...PLATFORM_CONSUMERS,
    { name: NAME, module: import.meta.url, export: 'waitWriter', settings: { file } },
  ];
}
