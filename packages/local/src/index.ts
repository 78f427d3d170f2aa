export {
  type CodeReference,
  type ConsumerModule,
  PLATFORM_CATALOGUE,
  PLATFORM_CONSUMERS,
} from './consumer-modules.ts';
export type { Log, LogLevel } from './log.ts';
export {
  type Platform,
  type PlatformOptions,
  type ReadModelEntry,
  startPlatform,
} from './platform.ts';
