import { ManualClock } from '@tributary/kernel/testing';
import { type TenantId, tenantId } from '../../tenancy/index.ts';
import type { EnvelopeContext } from '../associated-data.ts';
import { KeyRing, type KeyRingLimits } from '../key-ring.ts';
import { MemoryKeyVault } from './memory-key-vault.ts';
import { ObservedKeyVault } from './observed-key-vault.ts';

export const ACME = tenantId('acme');
export const GLOBEX = tenantId('globex');
export const PAYLOAD = Buffer.from('{"total":1999}');

export function contextOf(tenant: TenantId, eventId = 'event-1'): EnvelopeContext {
  return {
    tenant,
    stream: 'orders',
    eventId,
    type: 'OrderPlaced',
    dataSchema: 'orders/OrderPlaced/1',
    subject: 'TJEnLr0nYxpuOQaK7tncsQ',
    source: '/services/orders',
    time: '2026-05-01T10:00:00.000Z',
  };
}

/** Two tenants with keys, and one process. For tests. */
export async function keyRingRig(limits: KeyRingLimits = {}) {
  const clock = new ManualClock();
  const vault = new ObservedKeyVault(new MemoryKeyVault());
  await vault.create(ACME);
  await vault.create(GLOBEX);
  return { clock, vault, ring: new KeyRing({ vault, clock, limits }) };
}
