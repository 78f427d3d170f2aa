import type { Clock } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { AggregateId } from '../topics/index.ts';
import type { EnvelopeContext } from './associated-data.ts';
import type { DataKey } from './data-key.ts';
import { envelopeFault, keyVersionOf, openEnvelope } from './envelope.ts';
import { KeysMissing, KeysShredded } from './errors.ts';
import type { KeyVault, Tombstone } from './key-vault.ts';
import { OpeningKeys } from './opening-keys.ts';
import { type FillRandom, fillRandom, RandomPool } from './random-pool.ts';
import { RecentMap } from './recent-map.ts';
import { RecentRoutes } from './recent-routes.ts';
import { SEALER_LEASE_MS, type TenantSealer } from './sealer.ts';
import { Sealers } from './sealers.ts';
import { SHRED_FEED_MAX_AGE_MS, ShredWatch } from './shred-watch.ts';

/**
 * The longest time for which a process may go on using keys whose tombstone is written, while its vault answers. A process
 * that was frozen obeys the tombstone when it wakes.
 */
export const SHRED_REACH_MS = SHRED_FEED_MAX_AGE_MS + SEALER_LEASE_MS;

/** 2^20: at that count the chance that two random IVs of 96 bits meet is below 2^-56. */
const RECORDS_PER_DATA_KEY = 2 ** 20;
/** Two kilobytes each at most. The keys of 1,000 tenants with 16 publishers each stay in the younger half. */
const MAX_DATA_KEYS = 32_768;
const MAX_ROUTES = 32_768;

export type Sealer = Pick<TenantSealer, 'tenant' | 'seal' | 'route'>;

export type Opened =
  | { readonly kind: 'opened'; readonly plaintext: Buffer }
  | { readonly kind: 'shredded'; readonly tombstone: Tombstone };

export type KeyRingLimits = {
  readonly recordsPerDataKey?: number;
  /** Of data keys for opening that are held at once, at least 2. */
  readonly maxDataKeys?: number;
  /** How old the last reading of the shred feed may be when a key is used: 30 seconds where nothing is said, and no more. */
  readonly shredFeedMaxAgeMs?: number;
};

/**
 * The keys of one process. It asks the vault for a key at most once an hour and reads the shred feed when the last reading
 * is over 30 seconds old, or over what its limits say, both judged by wall clock at the moment of use. Without the vault it refuses rather than guesses.
 * Every promise may reject with {KeyVaultUnavailable}; nothing was sealed or opened then.
 */
export class KeyRing {
  readonly #clock: Clock;
  readonly #shreds: ShredWatch;
  readonly #sealers: Sealers;
  readonly #openingKeys: OpeningKeys;

  constructor({
    vault,
    clock,
    random = fillRandom,
    limits: {
      recordsPerDataKey = RECORDS_PER_DATA_KEY,
      maxDataKeys = MAX_DATA_KEYS,
      shredFeedMaxAgeMs = SHRED_FEED_MAX_AGE_MS,
    } = {},
  }: {
    readonly vault: KeyVault;
    readonly clock: Clock;
    readonly random?: FillRandom;
    readonly limits?: KeyRingLimits;
  }) {
    this.#clock = clock;
    this.#shreds = new ShredWatch({
      vault,
      clock,
      onRead: () => this.#sweep(),
      maxAgeMs: shredFeedMaxAgeMs,
    });
    const dataKeys = new RecentMap<string, DataKey>(maxDataKeys);
    this.#openingKeys = new OpeningKeys({ vault, shreds: this.#shreds, clock, dataKeys });
    this.#sealers = new Sealers(vault, this.#shreds, {
      clock,
      fill: random,
      pool: new RandomPool(random),
      routes: new RecentRoutes(MAX_ROUTES),
      recordsPerDataKey,
    });
  }

  /**
   * Good for five seconds: take one for each tenant of a batch, then seal without waiting.
   *
   * @throws {KeysMissing}
   * @throws {KeysShredded}
   */
  async sealerFor(tenant: TenantId): Promise<Sealer> {
    for (;;) {
      const sealer = this.readySealer(tenant);
      if (sealer !== undefined) {
        return sealer;
      }
      if (!this.#shreds.isFresh(this.#clock.now())) {
        await this.#shreds.read();
      } else if (this.#shreds.isDestroyed(tenant)) {
        throw new KeysShredded(tenant);
      } else {
        await this.#sealers.fetch(tenant);
      }
    }
  }

  /** As `sealerFor`, without waiting: `undefined` where the vault must be asked first. */
  readySealer(tenant: TenantId): Sealer | undefined {
    const now = this.#clock.now();
    return this.#shreds.isFresh(now) ? this.#sealers.ready(tenant, now) : undefined;
  }

  /**
   * @throws {KeysMissing}
   * @throws {KeysShredded}
   * @throws {EnvelopeContextInvalid}
   */
  async seal(context: EnvelopeContext, plaintext: Uint8Array): Promise<Buffer> {
    return (await this.sealerFor(context.tenant)).seal(context, plaintext);
  }

  /**
   * What stands for the aggregate in record key and subject: 22 characters, the same for as long as the tenant exists.
   *
   * @throws {KeysMissing}
   * @throws {KeysShredded}
   */
  async route(tenant: TenantId, aggregate: AggregateId): Promise<AggregateId> {
    return (await this.sealerFor(tenant)).route(aggregate);
  }

  /**
   * `shredded` is said without looking further: nothing can be known about a record whose key is destroyed.
   *
   * @throws {KeysMissing} nothing may be skipped: the key may come back.
   * @throws {EnvelopeInvalid}
   * @throws {EnvelopeRefused}
   */
  async open(context: EnvelopeContext, sealed: Uint8Array): Promise<Opened> {
    for (;;) {
      const opened = this.openReady(context, sealed);
      if (opened !== undefined) {
        return opened;
      }
      await this.#prepareToOpen(context.tenant, keyVersionOf(asBuffer(sealed)));
    }
  }

  /**
   * As `open`, without waiting: `undefined` where the vault must be asked first.
   *
   * @throws {EnvelopeInvalid}
   * @throws {EnvelopeRefused}
   */
  openReady(context: EnvelopeContext, sealed: Uint8Array): Opened | undefined {
    const bytes = asBuffer(sealed);
    const version = keyVersionOf(bytes);
    const now = this.#clock.now();
    if (!this.#shreds.isFresh(now)) {
      return undefined;
    }
    const key = this.#openingKeys.ready(context.tenant, version, now);
    if (key !== undefined) {
      return { kind: 'opened', plaintext: openEnvelope(key.dataKeyFor(bytes), context, bytes) };
    }
    const tombstone = this.#shreds.tombstoneOf(context.tenant, version);
    return tombstone === undefined ? undefined : { kind: 'shredded', tombstone };
  }

  /**
   * Fetches the keys of a batch side by side. What is no envelope and what has no key is passed over: `open` tells of it.
   */
  async prefetch(
    records: Iterable<{ readonly tenant: TenantId; readonly sealed: Uint8Array }>,
  ): Promise<void> {
    const wanted = new Map<TenantId, Set<number>>();
    for (const { tenant, sealed } of records) {
      const bytes = asBuffer(sealed);
      if (envelopeFault(bytes) === undefined) {
        wanted.set(tenant, (wanted.get(tenant) ?? new Set()).add(keyVersionOf(bytes)));
      }
    }
    if (!this.#shreds.isFresh(this.#clock.now())) {
      await this.#shreds.read();
    }
    const pairs = [...wanted].flatMap(([tenant, versions]) =>
      [...versions].map((version) => ({ tenant, version })),
    );
    await Promise.all(pairs.map((pair) => this.#fetchIfThere(pair)));
  }

  /**
   * Reads the shred feed and lets go of what may not be used any more. Every use does so when the last reading is too old; an
   * idle process, which would hold its keys for as long as it lives, asks for it from time to time.
   */
  refresh(): Promise<void> {
    return this.#shreds.read();
  }

  async #fetchIfThere({
    tenant,
    version,
  }: {
    readonly tenant: TenantId;
    readonly version: number;
  }): Promise<void> {
    const isKnown =
      this.#shreds.tombstoneOf(tenant, version) !== undefined ||
      this.#openingKeys.ready(tenant, version, this.#clock.now()) !== undefined;
    if (isKnown) {
      return;
    }
    try {
      await this.#openingKeys.fetch(tenant, version);
    } catch (cause) {
      if (!(cause instanceof KeysMissing)) {
        throw cause;
      }
    }
  }

  async #prepareToOpen(tenant: TenantId, version: number): Promise<void> {
    if (this.#shreds.isFresh(this.#clock.now())) {
      await this.#openingKeys.fetch(tenant, version);
    } else {
      await this.#shreds.read();
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    this.#sealers.sweep(now);
    this.#openingKeys.sweep(now);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
