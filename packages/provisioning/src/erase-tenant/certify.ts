import { type ErasureCertificate, signCertificate } from '@tributary/domain/erasure';
import type { Operation, Tenant } from '@tributary/domain/tenancy';
import type { EpochMs, JsonObject } from '@tributary/kernel';
import type { ProvisioningPorts } from '../ports.ts';
import { dateOnce, list, numberIn, textIn, values } from '../recorded.ts';
import { QUICK, type SagaStep } from '../saga.ts';
import { pools } from './inventory.ts';

/** Signs what was done and what is left, with dates. The tenant's data is unreadable from here on, for good. */
export const certify: SagaStep = {
  name: 'certify',
  executor: 'eraser',
  retry: QUICK,
  prepare: async (context) => ({ notes: dateOnce(context, 'certifiedAt') }),
  run: async ({ ports, operation, tenant }) => {
    const issuedAt = numberIn(operation.notes, 'certifiedAt');
    const residue = residueOf(ports, operation.notes, issuedAt);
    const place = await issue(ports, { tenant, operation, issuedAt, residue, state: 'unreadable' });
    const erasureDueAt = Math.max(issuedAt, ...residue.map(({ goneAt }) => goneAt));
    return {
      kind: 'done',
      notes: { certificate: place },
      tenant: { state: 'unreadable', erasureDueAt },
    };
  },
};

type Residue = { readonly what: string; readonly why: string; readonly goneAt: EpochMs };

/** What no delete reaches, and when time has removed it. */
function residueOf(
  { erasureBounds }: ProvisioningPorts,
  notes: JsonObject,
  now: EpochMs,
): readonly Residue[] {
  const { shredFeedMs, keyCacheMs, keyRecoveryMs } = erasureBounds;
  const destroyedAt = numberIn(notes, 'keysDestroyedAt');
  const hadKeys = values(notes, 'keyVersions').length > 0;
  const inPools = pools(notes).map(({ topic, cell, retentionMs }) => ({
    what: `sealed records in ${topic} on ${cell}`,
    why: 'A shared topic keeps its records until their retention has passed. Every version of the key that seals them is destroyed.',
    goneAt: now + retentionMs,
  }));
  const memory = {
    what: 'unwrapped keys in the memory of running processes',
    why: `Processes read within ${shredFeedMs} ms that the keys are destroyed, and keep none for longer than ${keyCacheMs} ms.`,
    goneAt: destroyedAt + shredFeedMs + keyCacheMs,
  };
  const recovery = {
    what: 'wrapped keys in the recovery window of the key table',
    why: 'The key table can be restored to a moment within this window; a restore destroys these keys again before it opens.',
    goneAt: destroyedAt + keyRecoveryMs,
  };
  return [
    ...inPools,
    ...(hadKeys ? [memory] : []),
    ...(hadKeys && keyRecoveryMs > 0 ? [recovery] : []),
  ];
}

type Issue = {
  readonly tenant: Tenant;
  readonly operation: Operation;
  readonly issuedAt: EpochMs;
  readonly residue: readonly Residue[];
  readonly state: ErasureCertificate['state'];
};

/** Signs and keeps a certificate; resolves with its place. */
export async function issue(
  { signer, certificates }: ProvisioningPorts,
  { tenant, operation, issuedAt, residue, state }: Issue,
): Promise<string> {
  const certificate: ErasureCertificate = {
    format: 'tributary-erasure-certificate/1',
    tenant: tenant.id,
    operation: operation.id,
    state,
    issuedAt: iso(issuedAt),
    basis: textIn(operation.input, 'basis'),
    scope: scopeOf(tenant, operation.notes),
    residue: residue.map(({ what, why, goneAt }) => ({ what, why, goneBy: iso(goneAt) })),
    proofs: list(operation.notes, 'proofs').map((proof) => ({
      test: textIn(proof, 'test'),
      outcome: textIn(proof, 'outcome'),
    })),
  };
  return certificates.put(await signCertificate(certificate, signer));
}

function scopeOf(tenant: Tenant, notes: JsonObject): JsonObject {
  return {
    tier: tenant.tier,
    placements: values(notes, 'placements'),
    deletedTopics: values(notes, 'topics'),
    deletedGroups: values(notes, 'groups'),
    removedClusters: values(notes, 'silos'),
    revokedPolicies: numberIn(notes, 'policies'),
    keys: {
      destroyedVersions: values(notes, 'keyVersions'),
      destroyedAt: iso(numberIn(notes, 'keysDestroyedAt')),
      tombstone: numberIn(notes, 'tombstone'),
    },
    deletedProjectionEntries: numberIn(notes, 'projectionEntries'),
    deletedQuarantinedRecords: numberIn(notes, 'quarantinedRecords'),
  };
}

function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}
