import { isProbeAnswered, type ProjectionStore } from '@tributary/domain/consumption';
import type { Publisher } from '@tributary/domain/events';
import { type Catalogue, consumersOf } from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import type { StreamName } from '@tributary/domain/topics';
import { type Clock, SECOND_MS } from '@tributary/kernel';
import { type ReadinessProbe, ReadinessUnproven } from '@tributary/provisioning';

const WAIT_MS = 20 * SECOND_MS;
const LOOK_EVERY_MS = 10;

export type LocalReadinessPorts = {
  readonly publisher: Publisher;
  readonly projections: ProjectionStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
};

export class LocalReadiness implements ReadinessProbe {
  readonly #ports: LocalReadinessPorts;

  constructor(ports: LocalReadinessPorts) {
    this.#ports = ports;
  }

  async probe(tenant: TenantId, stream: StreamName, probe: string): Promise<void> {
    const { catalogue, clock, projections, publisher } = this.#ports;
    const waiting = new Set(consumersOf(catalogue, stream).map(({ name }) => name));
    const until = clock.now() + WAIT_MS;
    await publisher.publishProbe(tenant, stream, probe);
    while (waiting.size > 0) {
      for (const consumer of waiting) {
        if (await isProbeAnswered(projections, { tenant, consumer, nonce: probe })) {
          waiting.delete(consumer);
        }
      }
      if (waiting.size > 0) {
        if (clock.now() > until) {
          throw new ReadinessUnproven({ tenant, stream, waitedMs: WAIT_MS });
        }
        await clock.sleep(LOOK_EVERY_MS);
      }
    }
  }
}
