import {
  type BucketState,
  fullBucket,
  type Grant,
  type LeaseRequest,
  type RateBudget,
  take,
} from '@tributary/domain/quotas';
import { integer } from './columns.ts';
import type { SqliteFile } from './sqlite-file.ts';

export class EmbeddedRateBudget implements RateBudget {
  readonly #meters: SqliteFile;

  constructor(meters: SqliteFile) {
    this.#meters = meters;
  }

  async lease({ tenant, want, atLeast, now, ...limit }: LeaseRequest): Promise<Grant> {
    return this.#meters.transaction(() => {
      const bucket = this.#bucket(tenant) ?? fullBucket(limit, now);
      const { state, grant } = take(bucket, { want, atLeast }, limit, now);
      this.#meters.run(
        'INSERT OR REPLACE INTO buckets (tenant, milli_events, at) VALUES (?, ?, ?)',
        tenant,
        state.milliEvents,
        state.at,
      );
      return grant;
    });
  }

  #bucket(tenant: string): BucketState | undefined {
    const row = this.#meters.get('SELECT * FROM buckets WHERE tenant = ?', tenant);
    return row && { milliEvents: integer(row, 'milli_events'), at: integer(row, 'at') };
  }
}
