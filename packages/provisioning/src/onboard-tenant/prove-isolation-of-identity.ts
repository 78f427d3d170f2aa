import type { CellId } from '@tributary/domain/placement';
import { CANARY_TENANT } from '@tributary/domain/tenancy';
import { NotAuthorized, type TopicName } from '@tributary/domain/topics';
import { canaryTopics, sharedCells } from '../canary.ts';
import { IdentityTooWide } from '../errors.ts';
import { notedTopics } from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/** The clusters themselves refuse the new identity on the topics of the canary tenant, whatever the policies say on paper. */
export const proveIsolationOfIdentity: SagaStep = {
  name: 'prove-isolation',
  executor: 'access',
  retry: QUICK,
  isNeeded: ({ operation, tenant }) => notedTopics(operation.notes, tenant.id).length > 0,
  run: async (context) => {
    const reaches: string[] = [];
    for (const cell of await cellsToAsk(context)) {
      for (const { name } of canaryTopics(context.ports)) {
        reaches.push(...(await reached(context, cell, name)));
      }
    }
    if (reaches.length > 0) {
      throw new IdentityTooWide({ tenant: context.tenant.id, reaches });
    }
    return DONE;
  },
};

/** Its neighbours' clusters; for a tenant that has none, any shared one. */
async function cellsToAsk({ ports, operation, tenant }: StepContext): Promise<readonly CellId[]> {
  const own = new Set(notedTopics(operation.notes, tenant.id).map(({ cell }) => cell));
  const shared = await sharedCells(ports);
  const neighbours = shared.filter((cell) => own.has(cell));
  return neighbours.length > 0 ? neighbours : shared.slice(0, 1);
}

async function reached(
  { ports, tenant }: StepContext,
  cell: CellId,
  topic: TopicName,
): Promise<readonly string[]> {
  const { log } = ports.sessions.session(cell, { kind: 'tenant', tenant: tenant.id });
  const range = { topic, partition: 0, offset: 0, maxRecords: 1, maxBytes: 1 };
  const record = {
    key: Buffer.from(`${CANARY_TENANT}:${tenant.id}`),
    value: Buffer.alloc(0),
    headers: [],
    timestamp: ports.clock.now(),
  };
  const attempts = [
    isRefused(() => log.offsets(topic)),
    isRefused(() => log.read(range)),
    isRefused(() => log.append(topic, [record])),
  ];
  const refused = await Promise.all(attempts);
  return refused.includes(false) ? [`${cell}/${topic}`] : [];
}

async function isRefused(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (error instanceof NotAuthorized) {
      return true;
    }
    throw error;
  }
}
