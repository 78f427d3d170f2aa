import type { EffectMarker } from '@tributary/domain/consumption';
import type { TenantEvent } from '@tributary/domain/events';
import type { TenantId } from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import type { Batch } from './batch.ts';
import type { ContextTools } from './open-context.ts';

/** Which events of a batch have had their effect, before it and in it. */
export class BatchEffects {
  readonly #tools: ContextTools;
  /** Of the markers that are written without their effect: one time for the batch, which is short beside the window. */
  readonly #expiresAt: EpochMs;
  readonly #before: Batch['done'];
  readonly #now = new Map<TenantId, Set<string>>();
  readonly #unwritten = new Map<TenantId, EffectMarker[]>();

  constructor(tools: ContextTools, { done }: Pick<Batch, 'done'>) {
    this.#tools = tools;
    this.#expiresAt = tools.ports.clock.now() + tools.consumer.dedupeMs;
    this.#before = done;
  }

  has({ tenant, id }: TenantEvent): boolean {
    return this.#before.get(tenant)?.has(id) === true || this.#now.get(tenant)?.has(id) === true;
  }

  /** For an effect whose marker was written with it. */
  note({ tenant, id }: TenantEvent): void {
    const known = this.#now.get(tenant);
    if (known === undefined) {
      this.#now.set(tenant, new Set([id]));
    } else {
      known.add(id);
    }
  }

  /** For an effect outside the store: its marker is written with `writeMarkers`. */
  markLater(event: TenantEvent): void {
    this.note(event);
    const marker = this.#markerOf(event);
    const markers = this.#unwritten.get(event.tenant);
    if (markers === undefined) {
      this.#unwritten.set(event.tenant, [marker]);
    } else {
      markers.push(marker);
    }
  }

  /** For an effect outside the store, in a process that may not live to the end of the batch. */
  async markNow(event: TenantEvent): Promise<void> {
    await this.#write(event.tenant, [this.#markerOf(event)]);
    this.note(event);
  }

  async writeMarkers(): Promise<void> {
    await Promise.all(
      [...this.#unwritten].map(([tenant, markers]) => this.#write(tenant, markers)),
    );
  }

  #markerOf({ id }: TenantEvent): EffectMarker {
    return { run: this.#tools.run, eventId: id, expiresAt: this.#expiresAt };
  }

  async #write(tenant: TenantId, markers: readonly EffectMarker[]): Promise<void> {
    const { consumer, ports } = this.#tools;
    await ports.projections.mark({ tenant, consumer: consumer.name }, markers);
  }
}
