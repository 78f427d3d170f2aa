import { join } from 'node:path';
import { CellKey } from './cell-key.ts';
import { ConsumerShards } from './consumer-shards.ts';
import { ATTEMPTS_LAYOUT } from './consumers-layout.ts';
import { CONTROL_LAYOUT } from './control-layout.ts';
import { KEYS_LAYOUT } from './keys-layout.ts';
import { ClusterFiles } from './log/cluster-files.ts';
import { METERS_LAYOUT } from './meters-layout.ts';
import { SqliteFile } from './sqlite-file.ts';

/**
 * The files of a state directory, through connections of one thread:
 *
 *   control.db, meters.db    registry, cells, grants, tokens, subscriptions; counts of events
 *   master.key, keys.db      the cell key; the tenants' keys that it wraps, and tombstones
 *   cells/<cell>/log.db      one cluster: topics, records, groups
 *   consumers/<digit>.db     projections, markers and quarantine of some of the tenants
 *   consumers/attempts.db    work that was begun and has not ended
 *   quarantine/<tenant>/     bytes of records
 *   certificates/            erasure certificates
 */
export class StateFiles implements Disposable {
  readonly directory: string;
  readonly control: SqliteFile;
  readonly meters: SqliteFile;
  readonly keys: SqliteFile;
  readonly attempts: SqliteFile;
  readonly shards: ConsumerShards;
  readonly clusters: ClusterFiles;
  #cellKey: CellKey | undefined;

  constructor(directory: string) {
    this.directory = directory;
    this.control = new SqliteFile(join(directory, 'control.db'), CONTROL_LAYOUT);
    this.meters = new SqliteFile(join(directory, 'meters.db'), METERS_LAYOUT);
    this.keys = new SqliteFile(join(directory, 'keys.db'), KEYS_LAYOUT);
    const consumers = join(directory, 'consumers');
    this.attempts = new SqliteFile(join(consumers, 'attempts.db'), ATTEMPTS_LAYOUT);
    this.shards = new ConsumerShards(consumers);
    this.clusters = new ClusterFiles(join(directory, 'cells'), this.control);
  }

  /** @throws {StateDamaged} the key is lost, and there are keys that it wraps. */
  cellKey(): CellKey {
    const file = join(this.directory, 'master.key');
    if (this.#cellKey === undefined) {
      const isNew = this.keys.get('SELECT 1 FROM branch_keys LIMIT 1') === undefined;
      this.#cellKey = isNew ? CellKey.readOrMake(file) : CellKey.read(file);
    }
    return this.#cellKey;
  }

  async scrub(): Promise<void> {
    for (const file of [this.keys, ...this.shards.made()].filter(({ isMade }) => isMade)) {
      await file.rebuild();
    }
    for (const file of [this.control, this.meters, this.attempts].filter(({ isMade }) => isMade)) {
      await file.scrub();
    }
  }

  check(): void {
    const single = [this.control, this.keys, this.meters, this.attempts];
    for (const file of [...single, ...this.shards.made()].filter(({ isMade }) => isMade)) {
      file.check();
    }
    for (const cell of this.clusters.list()) {
      this.clusters.of(cell).check();
    }
  }

  [Symbol.dispose](): void {
    this.clusters[Symbol.dispose]();
    this.shards[Symbol.dispose]();
    for (const file of [this.attempts, this.keys, this.meters, this.control]) {
      file[Symbol.dispose]();
    }
  }
}
