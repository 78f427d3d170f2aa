import { topicOf } from '@tributary/domain/placement';
import { notedNumber } from '../recorded.ts';
import { DONE, QUICK, type SagaStep, type StepContext } from '../saga.ts';
import { noteRanges, type ReplayRange, replayed } from './replay-notes.ts';

/** Where each partition begins and ends. The end is fixed: what is appended later is not replayed. */
export const planRanges: SagaStep = {
  name: 'plan-ranges',
  executor: 'replayer',
  retry: QUICK,
  prepare: async (context) =>
    context.operation.notes['ranges'] === undefined
      ? { notes: { ...noteRanges(await rangesOf(context)), delivered: 0 } }
      : {},
  run: async () => DONE,
};

async function rangesOf(context: StepContext): Promise<readonly ReplayRange[]> {
  const { ports, operation, tenant } = context;
  const consumers = replayed(ports, operation).map(({ consumer }) => consumer);
  const ranges = tenant.placements.flatMap((placement) =>
    consumers
      .filter(({ stream }) => stream === placement.stream)
      .map((consumer) => partitionsOf(context, placement, consumer.name)),
  );
  return (await Promise.all(ranges)).flat();
}

async function partitionsOf(
  { ports, operation }: StepContext,
  placement: StepContext['tenant']['placements'][number],
  consumer: string,
): Promise<readonly ReplayRange[]> {
  const { cell, stream } = placement;
  const topic = topicOf(placement);
  const { log } = ports.sessions.session(cell, { kind: 'replayer', stream });
  const since = notedNumber(operation.input, 'since');
  const starts =
    since === undefined
      ? new Map<number, number>()
      : new Map(
          (await log.offsetsSince(topic, since)).map(({ partition, offset }) => [
            partition,
            offset,
          ]),
        );
  const offsets = await log.offsets(topic);
  return offsets
    .map(({ partition, earliest, end }) => ({
      consumer,
      cell,
      topic,
      partition,
      next: starts.get(partition) ?? earliest,
      end,
    }))
    .filter(({ next, end }) => next < end);
}
