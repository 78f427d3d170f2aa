import { appendFileSync } from 'node:fs';
import { extendedCatalogue, platformCatalogue } from '@tributary/catalogue';
import type { JsonObject } from '@tributary/kernel';
import { type ConsumerModule, PLATFORM_CONSUMERS } from '@tributary/local';
import type { ConsumerSpec } from '@tributary/sdk/consume';

/** With a consumer that has all the time that it wants, and never ends. */
export const catalogue = extendedCatalogue(platformCatalogue, {
  consumers: [
    {
      name: 'endless',
      stream: 'orders',
      replay: 'refuse',
      batchSize: 100,
      batchWindowMs: 0,
      timeoutMs: 600_000,
    },
  ],
});

/** Says in a file that it has begun. */
export function endless({ file }: JsonObject): ConsumerSpec {
  return {
    name: 'endless',
    stream: 'orders',
    on: {
      OrderDelivered: () => {
        appendFileSync(String(file), 'begun\n');
        return new Promise<void>(() => undefined);
      },
    },
  };
}

export function consumerModules(file: string): readonly ConsumerModule[] {
  const module = import.meta.url;
  return [
    ...PLATFORM_CONSUMERS,
    { name: 'endless', module, export: 'endless', settings: { file } },
  ];
}
