import type { JsonObject } from '@tributary/kernel';

/** Where code lies, so that a thread can load it: what `import` takes, and the name of the export. */
export type CodeReference = {
  /** A package, or a file URL. */
  readonly module: string;
  readonly export: string;
};

/** The code of a consumer of the catalogue: a `ConsumerSpec`, or a function that makes one of `settings`. */
export type ConsumerModule = CodeReference & {
  /** As in the catalogue. */
  readonly name: string;
  readonly settings?: JsonObject;
};

/** The services that come with the platform. */
export const PLATFORM_CONSUMERS: readonly ConsumerModule[] = [
  { name: 'activity-tally', module: '@tributary/service-analytics', export: 'activityTally' },
  { name: 'order-notices', module: '@tributary/service-orders', export: 'orderNotices' },
];

export const PLATFORM_CATALOGUE: CodeReference = {
  module: '@tributary/catalogue',
  export: 'platformCatalogue',
};
