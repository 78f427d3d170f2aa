export type { Brand } from './brand.ts';
export type { Clock, EpochMs } from './clock.ts';
export { canonicalJson, type JsonObject, type JsonValue } from './json.ts';
export { type ErrorCode, type Facts, PlatformError, type Remedy } from './platform-error.ts';
export { systemClock } from './system-clock.ts';
export { DAY_MS, HOUR_MS, KIB, MIB, MINUTE_MS, SECOND_MS } from './units.ts';
