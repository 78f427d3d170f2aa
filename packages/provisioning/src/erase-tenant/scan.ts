import { ResidueFound } from '@tributary/domain/erasure';
import type { JsonObject } from '@tributary/kernel';
import { removeEffects } from '../remove-effects.ts';
import { QUICK, type SagaStep } from '../saga.ts';
import { examine, type Finding } from './examine.ts';

/** A consumer that was in the middle of a batch may have written after the deletion, so effects are deleted once more first. */
export const scan: SagaStep = {
  name: 'scan',
  executor: 'eraser',
  retry: QUICK,
  run: async ({ ports, operation, tenant }) => {
    await removeEffects(ports, tenant.id);
    const findings = await examine(ports, tenant.id, operation.notes);
    const residue = findings.flatMap((each) => each.residue);
    if (residue.length > 0) {
      throw new ResidueFound({ tenant: tenant.id, residue });
    }
    return { kind: 'done', notes: { proofs: proofsOf(findings) } };
  },
};

export function proofsOf(findings: readonly Finding[]): readonly (JsonObject & {
  readonly test: string;
  readonly outcome: string;
})[] {
  return findings.map(({ test, outcome }) => ({ test, outcome }));
}
