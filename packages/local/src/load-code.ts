import type { Catalogue } from '@tributary/domain/placement';
import type { ConsumerSpec } from '@tributary/sdk/consume';
import type { CodeReference, ConsumerModule } from './consumer-modules.ts';
import { CodeMissing } from './errors.ts';

/** @throws {CodeMissing} */
export async function loadCatalogue(reference: CodeReference): Promise<Catalogue> {
  const found = await load(reference);
  if (!isCatalogue(found)) {
    throw new CodeMissing({ ...reference, what: 'catalogue' });
  }
  return found;
}

/** @throws {CodeMissing} */
export async function loadConsumerSpec(consumer: ConsumerModule): Promise<ConsumerSpec> {
  const found = await load(consumer);
  const spec: unknown = typeof found === 'function' ? found(consumer.settings ?? {}) : found;
  if (!isConsumerSpec(spec) || spec.name !== consumer.name) {
    throw new CodeMissing({ ...consumer, what: `consumer "${consumer.name}"` });
  }
  return spec;
}

/** @throws {CodeMissing} */
export function assertAllHaveCode(
  catalogue: Pick<Catalogue, 'consumers'>,
  modules: readonly ConsumerModule[],
): void {
  const missing = catalogue.consumers.find(
    ({ name }) => !modules.some((code) => code.name === name),
  );
  if (missing !== undefined) {
    throw new CodeMissing({
      module: 'the list of consumer modules',
      export: missing.name,
      what: 'code for a consumer of the catalogue',
    });
  }
}

async function load(reference: CodeReference): Promise<unknown> {
  const loaded: Readonly<Record<string, unknown>> = await import(reference.module);
  return loaded[reference.export];
}

function isCatalogue(value: unknown): value is Catalogue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'streams' in value &&
    value.streams instanceof Map
  );
}

function isConsumerSpec(value: unknown): value is ConsumerSpec {
  return typeof value === 'object' && value !== null && 'on' in value && 'stream' in value;
}
