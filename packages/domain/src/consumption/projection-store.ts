import type { EpochMs, JsonValue } from '@tributary/kernel';
import type { OperationId, TenantId } from '../tenancy/index.ts';

/** `live`, or the replay that a delivery belongs to. */
export type RunId = 'live' | `replay-${OperationId}`;

/** What one consumer keeps for one tenant. */
export type ProjectionScope = { readonly tenant: TenantId; readonly consumer: string };

/** Says that the effect of one event on one consumer has happened; forgotten after `expiresAt`. */
export type EffectMarker = {
  readonly run: RunId;
  readonly eventId: string;
  readonly expiresAt: EpochMs;
};

export type ProjectionEntry = { readonly value: JsonValue; readonly version: number };

export type ProjectionWrite = {
  /** 1 to 512 bytes of UTF-8. */
  readonly key: string;
  /** `undefined` deletes the entry. At most 256 KiB as JSON. */
  readonly value: JsonValue | undefined;
  /** The version that was read; `undefined` where there was no entry. */
  readonly over: number | undefined;
};

/** The effects of consumers and the markers of the events that caused them, apart by tenant. */
export interface ProjectionStore {
  read(scope: ProjectionScope, key: string): Promise<ProjectionEntry | undefined>;

  /** All entries of the scope, in order of key, at most `limit`, after `after`. */
  list(
    scope: ProjectionScope,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly (ProjectionEntry & { readonly key: string })[]>;

  /**
   * Writes the effect and its marker in one transaction. `already`: the marker was there, nothing was written.
   *
   * @throws {ConcurrentChange} an entry is not at the version that was read; nothing was written.
   */
  commit(
    scope: ProjectionScope,
    marker: EffectMarker,
    writes: readonly ProjectionWrite[],
  ): Promise<'committed' | 'already'>;

  /** Which of these events have a marker that has not expired at `now`. */
  marked(
    scope: ProjectionScope,
    run: RunId,
    eventIds: readonly string[],
    now: EpochMs,
  ): Promise<ReadonlySet<string>>;

  /** Writes markers alone, for effects outside the store. Twice equals once. */
  mark(scope: ProjectionScope, markers: readonly EffectMarker[]): Promise<void>;

  /** Deletes the entries and `live` markers of one scope in one transaction. Twice equals once. */
  clear(scope: ProjectionScope): Promise<void>;

  /** Deletes all that is kept for the tenant; how many entries and markers that were. */
  removeTenant(tenant: TenantId): Promise<number>;
}
