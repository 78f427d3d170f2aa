import { appendFileSync } from 'node:fs';
import { extendedCatalogue, platformCatalogue } from '@tributary/catalogue';
import type { JsonObject } from '@tributary/kernel';
import { type ConsumerModule, PLATFORM_CONSUMERS } from '@tributary/local';
import type { ConsumerSpec } from '@tributary/sdk/consume';

/** Two consumers beside the platform's own: one on `users` that writes how late it was, one on `orders` that misbehaves. */
export const catalogue = extendedCatalogue(platformCatalogue, {
  consumers: [consumer('prompt', 'users'), consumer('hostile', 'orders')],
});

function consumer(name: string, stream: string) {
  return {
    name,
    stream,
    replay: 'refuse',
    batchSize: 100,
    batchWindowMs: 100,
    timeoutMs: 1_500,
  } as const;
}

const misdeeds: Readonly<Record<string, () => Promise<void> | void>> = {
  spin: () => {
    for (;;) {
      // Until the thread is ended.
    }
  },
  hang: () => new Promise<void>(() => undefined),
  exit: () => process.exit(3),
};

export function prompt({ file }: JsonObject): ConsumerSpec {
  return {
    name: 'prompt',
    stream: 'users',
    on: {
      PreferenceChanged: (event) => {
        appendFileSync(String(file), `${Date.now() - event.time}\n`);
      },
    },
  };
}

export const hostile: ConsumerSpec = {
  name: 'hostile',
  stream: 'orders',
  on: {
    OrderDelivered: async (event) => {
      await misdeeds[event.aggregate]?.();
    },
  },
};

export function consumerModules(file: string): readonly ConsumerModule[] {
  const module = import.meta.url;
  return [
    ...PLATFORM_CONSUMERS,
    { name: 'prompt', module, export: 'prompt', settings: { file } },
    { name: 'hostile', module, export: 'hostile' },
  ];
}
