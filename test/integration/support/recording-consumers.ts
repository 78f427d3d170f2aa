import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extendedCatalogue, platformCatalogue } from '@tributary/catalogue';
import { streamOf } from '@tributary/domain/placement';
import type { JsonObject } from '@tributary/kernel';
import { type ConsumerModule, PLATFORM_CONSUMERS } from '@tributary/local';
import { type ConsumerSpec, currentTenant } from '@tributary/sdk/consume';

/** What one handler was given. */
export type Received = {
  readonly consumer: string;
  /** As the handler's context says. */
  readonly tenant: string;
  readonly id: string;
  readonly aggregate: string;
};

const STREAMS = ['users', 'tenants', 'orders'];

/** Beside the platform's own consumers one for each of some streams that writes down all that it is given. */
export const catalogue = extendedCatalogue(platformCatalogue, {
  consumers: STREAMS.map((stream) => ({
    name: `record-${stream}`,
    stream,
    replay: 'refuse',
    batchSize: 100,
    batchWindowMs: 0,
    timeoutMs: 10_000,
  })),
});

export function recorder({ file, stream }: JsonObject): ConsumerSpec {
  const consumer = `record-${stream}`;
  const { eventTypes, name } = streamOf(platformCatalogue, String(stream));
  const handlers = [...eventTypes.keys()].map((type) => [
    type,
    ({ aggregate, id }: { readonly aggregate: string; readonly id: string }) => {
      const line: Received = { consumer, tenant: currentTenant(), id, aggregate };
      appendFileSync(String(file), `${JSON.stringify(line)}\n`);
    },
  ]);
  return { name: consumer, stream: name, on: Object.fromEntries(handlers) };
}

/** They write to `file`. */
export function consumerModules(file: string): readonly ConsumerModule[] {
  const module = import.meta.url;
  return [
    ...PLATFORM_CONSUMERS,
    ...STREAMS.map((stream) => ({
      name: `record-${stream}`,
      module,
      export: 'recorder',
      settings: { stream, file },
    })),
  ];
}

export async function receivedIn(file: string): Promise<readonly Received[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
