/**
 * Keeps what was used lately, at most `limit` entries. Two generations: when the young one is full it becomes the old one,
 * and what was not asked for since is dropped. A hit in the young generation writes nothing.
 */
export class RecentMap<Key, Value> {
  readonly #half: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  /** `limit` is at least 2. */
  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  /** At most the limit; an entry that is in both generations counts twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) {
      return young;
    }
    const old = this.#old.get(key);
    if (old !== undefined) {
      this.set(key, old);
    }
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  deleteWhere(isUnwanted: (value: Value) => boolean): void {
    for (const generation of [this.#young, this.#old]) {
      for (const [key, value] of generation) {
        if (isUnwanted(value)) {
          generation.delete(key);
        }
      }
    }
  }
}
