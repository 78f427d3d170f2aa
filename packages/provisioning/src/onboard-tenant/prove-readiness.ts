import { consumersOf } from '@tributary/domain/placement';
import type { StreamName } from '@tributary/domain/topics';
import { derivedId } from '../derived-id.ts';
import { removeEffects } from '../remove-effects.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';

/** A probe goes from publisher to topic to consumer, on each stream that somebody reads. A tenant in vain leaves no answers. */
export const proveReadiness: SagaStep = {
  name: 'prove-readiness',
  executor: 'publisher',
  undoExecutor: 'eraser',
  retry: QUICK,
  isNeeded: (context) => streamsRead(context).length > 0,
  run: async (context) => {
    const { ports, operation, tenant } = context;
    await Promise.all(
      streamsRead(context).map((stream) =>
        ports.readiness.probe(tenant.id, stream, derivedId(operation.id, `probe/${stream}`)),
      ),
    );
    return DONE;
  },
  undo: async ({ ports, tenant }) => {
    await removeEffects(ports, tenant.id);
    return DONE;
  },
};

function streamsRead({ ports, tenant }: StepContext): readonly StreamName[] {
  return tenant.placements
    .map(({ stream }) => stream)
    .filter((stream) => consumersOf(ports.catalogue, stream).length > 0);
}
