import { ReplayEmpty, ReplayFromFuture, ReplayRefused } from '@tributary/domain/consumption';
import { type ConsumerDefinition, consumerOf, offerOf, tierOf } from '@tributary/domain/placement';
import {
  assertTakesEvents,
  type Operation,
  type Tenant,
  type TenantId,
} from '@tributary/domain/tenancy';
import type { EpochMs } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import { heldBy, known, runningFor } from '../request/held-tenant.ts';
import { type RequestOptions, reserveOperation } from '../request/reserve-operation.ts';

export type Replay = RequestOptions & {
  readonly tenant: TenantId;
  /** All of the tenant's streams where it is absent. */
  readonly streams?: readonly string[] | undefined;
  /** All that take a replay, where it is absent. */
  readonly consumer?: string | undefined;
  /** From the beginning of what retention has left, where it is absent. */
  readonly since?: EpochMs | undefined;
};

/**
 * Reserves the operation that delivers the tenant's records again. A consumer that says `rebuild` has its projection deleted first
 * and counts each event once, whether it comes live or by the replay.
 *
 * @throws {TenantUnknown}
 * @throws {ReplayFromFuture}
 * @throws {ReplayRefused} the consumer takes none, or not since a time.
 * @throws {ReplayEmpty} no consumer reads these streams.
 * @throws {ConsumerUnknown}
 * @throws {StreamNotOffered}
 * @throws {TenantBusy}
 * @throws {TenantSuspended}
 * @throws {TenantNotReady}
 * @throws {TenantErasing}
 * @throws {TenantErased}
 * @throws {IdempotencyKeyReused}
 */
export async function beginReplay(
  ports: ProvisioningPorts,
  { tenant: id, streams, consumer, since, ...options }: Replay,
): Promise<Operation> {
  const { registry, clock } = ports;
  if (since !== undefined && since > clock.now()) {
    throw new ReplayFromFuture({ since: new Date(since).toISOString() });
  }
  const input = {
    ...(streams === undefined ? {} : { streams: [...new Set(streams)].toSorted() }),
    ...(consumer === undefined ? {} : { consumer }),
    ...(since === undefined ? {} : { since }),
  };
  const request = { kind: 'replay', tenant: id, input } as const;
  return reserveOperation(ports, request, options, async (found, operation) => {
    const tenant = known(found, request);
    const running = await runningFor(registry, tenant, request);
    if (running !== undefined) {
      return running;
    }
    assertTakesEvents(tenant);
    const chosen = choose(ports, tenant, { streams, consumer, since });
    const notes = { consumers: chosen.map(({ name, replay }) => ({ name, mode: replay })) };
    return { kind: 'begin', tenant: heldBy(tenant, operation, clock.now()), notes };
  });
}

type Wish = Pick<Replay, 'streams' | 'consumer' | 'since'>;

/** A consumer that is named must take the replay; of the others those are left out that take none. */
function choose(
  { catalogue }: ProvisioningPorts,
  tenant: Tenant,
  { streams, consumer, since }: Wish,
): readonly ConsumerDefinition[] {
  const tier = tierOf(catalogue, tenant.tier);
  for (const stream of streams ?? []) {
    offerOf(tier, stream);
  }
  const wanted = new Set<string>(streams ?? tenant.placements.map(({ stream }) => stream));
  const named = consumer === undefined ? catalogue.consumers : [consumerOf(catalogue, consumer)];
  const readers = named.filter(({ stream }) => wanted.has(stream) && tier.streams.has(stream));
  const [first] = readers;
  if (first === undefined) {
    throw new ReplayEmpty({ tenant: tenant.id });
  }
  const takers = readers.filter(({ replay }) => replay !== 'refuse');
  if (takers.length === 0) {
    throw new ReplayRefused({ consumer: first.name, rule: 'takes no replay' });
  }
  const rebuilt = takers.find(({ replay }) => replay === 'rebuild');
  if (rebuilt !== undefined && since !== undefined) {
    throw new ReplayRefused({
      consumer: rebuilt.name,
      rule: 'makes its projection anew, so it takes a replay from the beginning only',
    });
  }
  return takers;
}
