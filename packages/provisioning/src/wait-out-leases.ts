import type { ProvisioningPorts } from './ports.ts';
import { numberIn } from './recorded.ts';
import { DONE, ONCE_MORE, type SagaStep } from './saga.ts';

/** How long a publisher that read the tenant as active may still add records. */
function lastPublishAfterMs({ waits }: Pick<ProvisioningPorts, 'waits'>): number {
  return waits.leaseMs + waits.skewMs + waits.deliveryTimeoutMs;
}

/** Once it is done, no record of the tenant comes any more. `since` names the note that says when publishing was refused. */
export function waitOutLeases(
  since: string,
  isNeeded: NonNullable<SagaStep['isNeeded']> = () => true,
): SagaStep {
  return {
    name: 'wait-out-leases',
    executor: 'registry',
    retry: ONCE_MORE,
    isNeeded,
    run: async ({ ports, operation }) => {
      const until = numberIn(operation.notes, since) + lastPublishAfterMs(ports);
      return until <= ports.clock.now() ? DONE : { kind: 'wait', until };
    },
  };
}
