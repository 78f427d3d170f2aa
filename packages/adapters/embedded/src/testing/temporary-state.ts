import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Principal, policyOf } from '@tributary/domain/access';
import { cellId } from '@tributary/domain/placement';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { ManualClock } from '@tributary/kernel/testing';
import { onTestFinished } from 'vitest';
import { type Embedded, openEmbedded } from '../embedded.ts';

export const CELL = cellId('cell-1');

/** A path that is free; what is there when the test ends is deleted. */
export function temporaryDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'tributary-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'state');
}

/** Closed when the test ends. */
export async function opened(
  directory: string = temporaryDirectory(),
): Promise<{ readonly embedded: Embedded; readonly clock: ManualClock }> {
  const clock = new ManualClock();
  const embedded = await openEmbedded({ directory, clock });
  onTestFinished(() => embedded[Symbol.asyncDispose]());
  return { embedded, clock };
}

/** With one shared cell and two tenants that were granted what tenants get. What their consumers keep is in one file. */
export async function openedCluster(directory?: string) {
  const { embedded, clock } = await opened(directory);
  const tenant = tenantId('acme');
  const neighbour = tenantId('acme-us');
  await embedded.cells.add({ id: CELL, kind: 'shared', profile: 'embedded' });
  await grant(embedded, tenant);
  await grant(embedded, neighbour);
  const session = (principal: Principal) => embedded.sessions.session(CELL, principal);
  return {
    embedded,
    clock,
    tenant,
    neighbour,
    as: {
      tenant: session({ kind: 'tenant', tenant }),
      neighbour: session({ kind: 'tenant', tenant: neighbour }),
      provisioner: session({ kind: 'provisioner' }),
      eraser: session({ kind: 'eraser' }),
      operator: session({ kind: 'operator' }),
    },
  };
}

export async function grant(embedded: Embedded, tenant: TenantId): Promise<void> {
  const policies = [policyOf({ kind: 'tenant', tenant }, embedded.clusterOf(CELL))];
  await embedded.access.grant({ tenant, policies });
}
