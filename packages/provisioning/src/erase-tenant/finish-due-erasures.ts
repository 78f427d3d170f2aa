import {
  type Operation,
  OperationUnknown,
  type Tenant,
  type TenantId,
} from '@tributary/domain/tenancy';
import { type EpochMs, PlatformError } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import { numberIn } from '../recorded.ts';
import { removeEffects } from '../remove-effects.ts';
import { issue } from './certify.ts';
import { examine, type Finding } from './examine.ts';
import { pools } from './inventory.ts';
import { proofsOf } from './scan.ts';

/** `residue` names what is still there of a tenant whose date has passed, `failed` why nobody could look; both come again. */
export type FinishedErasure =
  | { readonly kind: 'erased'; readonly tenant: TenantId; readonly certificate: string }
  | { readonly kind: 'residue'; readonly tenant: TenantId; readonly residue: readonly string[] }
  | { readonly kind: 'failed'; readonly tenant: TenantId; readonly code: string };

const PAGE = 1_000;

/** Looks once more at each unreadable tenant whose last date has passed, and certifies that nothing is left. Run it daily. */
export async function finishDueErasures(
  ports: ProvisioningPorts,
  now: EpochMs,
): Promise<readonly FinishedErasure[]> {
  const finished: FinishedErasure[] = [];
  let page = await ports.registry.list({ limit: PAGE });
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const tenant of page.filter((each) => isDue(each, now))) {
      finished.push(await finishOrTell(ports, tenant, now));
    }
    page = await ports.registry.list({ after: last.id, limit: PAGE });
  }
  return finished;
}

function isDue({ state, operation, erasureDueAt }: Tenant, now: EpochMs): boolean {
  const hasEnded = state === 'unreadable' && operation === undefined;
  return hasEnded && erasureDueAt !== undefined && erasureDueAt <= now;
}

/** A cluster that does not answer must not keep the other tenants from their certificates. */
async function finishOrTell(
  ports: ProvisioningPorts,
  tenant: Tenant,
  now: EpochMs,
): Promise<FinishedErasure> {
  try {
    return await finish(ports, tenant, now);
  } catch (error) {
    if (error instanceof PlatformError) {
      return { kind: 'failed', tenant: tenant.id, code: error.code };
    }
    throw error;
  }
}

async function finish(
  ports: ProvisioningPorts,
  tenant: Tenant,
  now: EpochMs,
): Promise<FinishedErasure> {
  const operations = await ports.registry.operationsOf(tenant.id);
  const erasure = operations.find(({ kind, state }) => kind === 'erase' && state === 'succeeded');
  if (erasure === undefined) {
    throw new OperationUnknown(`erasure of ${tenant.id}`);
  }
  await removeEffects(ports, tenant.id);
  const findings = [
    ...(await examine(ports, tenant.id, erasure.notes)),
    ...(await examinePools(ports, erasure)),
  ];
  const residue = findings.flatMap((each) => each.residue);
  if (residue.length > 0) {
    return { kind: 'residue', tenant: tenant.id, residue };
  }
  const proved = { ...erasure, notes: { ...erasure.notes, proofs: proofsOf(findings) } };
  const certificate = await issue(ports, {
    tenant,
    operation: proved,
    issuedAt: now,
    residue: [],
    state: 'erased',
  });
  const version = tenant.version + 1;
  await ports.registry.write({
    tenant: { ...tenant, state: 'erased', placements: [], changedAt: now, version },
  });
  return { kind: 'erased', tenant: tenant.id, certificate };
}

/** Nobody may read a pool to look for the tenant; that its records have gone shows in the age of the oldest that is left. */
async function examinePools(
  { sessions }: ProvisioningPorts,
  { notes }: Operation,
): Promise<readonly Finding[]> {
  const since = numberIn(notes, 'certifiedAt');
  return Promise.all(
    pools(notes).map(async ({ cell, topic }) => {
      const { log } = sessions.session(cell, { kind: 'eraser' });
      const earliest = new Map(
        (await log.offsets(topic)).map((each) => [each.partition, each.earliest]),
      );
      const old = (await log.offsetsSince(topic, since)).filter(
        ({ partition, offset }) => earliest.get(partition) !== offset,
      );
      return {
        test: `records of ${topic} on ${cell} from before the erasure`,
        outcome: old.length === 0 ? 'none' : `in ${old.length} partitions`,
        residue: old.map(({ partition }) => `old records in ${topic}-${partition} on ${cell}`),
      };
    }),
  );
}
