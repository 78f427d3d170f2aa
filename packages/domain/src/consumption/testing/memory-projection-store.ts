import type { EpochMs } from '@tributary/kernel';
import { ConcurrentChange, type TenantId } from '../../tenancy/index.ts';
import type {
  EffectMarker,
  ProjectionEntry,
  ProjectionScope,
  ProjectionStore,
  ProjectionWrite,
  RunId,
} from '../projection-store.ts';

type Kept = {
  readonly entries: Map<string, ProjectionEntry>;
  readonly markers: Map<string, EffectMarker>;
};

/** A store for tests: it forgets everything with the process. */
export class MemoryProjectionStore implements ProjectionStore {
  readonly #tenants = new Map<TenantId, Map<string, Kept>>();
  #versions = 0;

  async read(scope: ProjectionScope, key: string): Promise<ProjectionEntry | undefined> {
    return this.#of(scope).entries.get(key);
  }

  async list(
    scope: ProjectionScope,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly (ProjectionEntry & { readonly key: string })[]> {
    return [...this.#of(scope).entries]
      .map(([key, entry]) => ({ ...entry, key }))
      .filter(({ key }) => key > after)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  async commit(
    scope: ProjectionScope,
    marker: EffectMarker,
    writes: readonly ProjectionWrite[],
  ): Promise<'committed' | 'already'> {
    const { entries, markers } = this.#of(scope);
    if (markers.has(nameOf(marker))) {
      return 'already';
    }
    if (writes.some(({ key, over }) => entries.get(key)?.version !== over)) {
      throw new ConcurrentChange({ record: 'An entry of the projection' });
    }
    for (const write of writes) {
      this.#write(entries, write);
    }
    markers.set(nameOf(marker), marker);
    return 'committed';
  }

  async marked(
    scope: ProjectionScope,
    run: RunId,
    eventIds: readonly string[],
    now: EpochMs,
  ): Promise<ReadonlySet<string>> {
    const { markers } = this.#of(scope);
    return new Set(
      eventIds.filter((eventId) => {
        const marker = markers.get(nameOf({ run, eventId }));
        return marker !== undefined && marker.expiresAt > now;
      }),
    );
  }

  async mark(scope: ProjectionScope, markers: readonly EffectMarker[]): Promise<void> {
    const kept = this.#of(scope);
    for (const marker of markers) {
      kept.markers.set(nameOf(marker), marker);
    }
  }

  async clear(scope: ProjectionScope): Promise<void> {
    const { entries, markers } = this.#of(scope);
    entries.clear();
    for (const [name, marker] of markers) {
      if (marker.run === 'live') {
        markers.delete(name);
      }
    }
  }

  async removeTenant(tenant: TenantId): Promise<number> {
    const scopes = [...(this.#tenants.get(tenant)?.values() ?? [])];
    this.#tenants.delete(tenant);
    return scopes.reduce((total, { entries, markers }) => total + entries.size + markers.size, 0);
  }

  #of({ tenant, consumer }: ProjectionScope): Kept {
    const scopes = this.#tenants.get(tenant) ?? new Map<string, Kept>();
    this.#tenants.set(tenant, scopes);
    const kept = scopes.get(consumer) ?? { entries: new Map(), markers: new Map() };
    scopes.set(consumer, kept);
    return kept;
  }

  #write(entries: Kept['entries'], { key, value }: ProjectionWrite): void {
    if (value === undefined) {
      entries.delete(key);
      return;
    }
    this.#versions += 1;
    entries.set(key, { value: structuredClone(value), version: this.#versions });
  }
}

function nameOf({ run, eventId }: Pick<EffectMarker, 'run' | 'eventId'>): string {
  return `${run} ${eventId}`;
}
