import type { ControlEvent } from '@tributary/domain/events';
import type { JsonObject } from '@tributary/kernel';
import { derivedId } from './derived-id.ts';
import { dateOnce, numberIn } from './recorded.ts';
import { attemptsOf, DONE, QUICK, type SagaStep, type StepContext } from './saga.ts';

/** Tells the platform's own consumers what was done, once: a repetition looks before it writes. */
export function publishControlEvent(
  name: string,
  type: ControlEvent['type'],
  dataOf: (context: StepContext) => JsonObject,
): SagaStep {
  return {
    name,
    executor: 'publisher',
    retry: QUICK,
    prepare: async (context) => ({ notes: dateOnce(context, 'publishedAt') }),
    run: async (context) => {
      const { operation, ports, tenant } = context;
      const event: ControlEvent = {
        id: derivedId(operation.id, type),
        type,
        tenant: tenant.id,
        at: numberIn(operation.notes, 'publishedAt'),
        data: dataOf(context),
      };
      await ports.publishControlEvent(event, { mayBeThere: attemptsOf(operation, name) > 1 });
      return DONE;
    },
  };
}
