import middy from '@middy/core';
import type { KafkaBatchResponse } from '@tributary/domain/consumption';
import { type Batch, deliveredBatch } from './batch.ts';
import { checkedConsumer } from './consumer.ts';
import type { BatchReport, ConsumerOptions, ConsumerPorts } from './consumer-ports.ts';
import type { ConsumerSpec } from './consumer-spec.ts';
import { decodeRecords } from './decode-records.ts';
import type { ExecutionContext } from './execution-context.ts';
import { fetchKeys } from './fetch-keys.ts';
import { identifyTenants } from './identify-tenants.ts';
import { journalBatch } from './journal-batch.ts';
import { recallEffects } from './recall-effects.ts';
import { recallQuarantine } from './recall-quarantine.ts';
import { respond } from './respond.ts';
import { runBatch } from './run-batch.ts';
import { TimeLimit } from './time-limit.ts';

export type ConsumerHandler = (
  event: unknown,
  context: ExecutionContext,
) => Promise<KafkaBatchResponse>;

/**
 * The handler of one consumer for the events of a Kafka event source mapping. What has resolved was dealt with, but for the
 * offsets that it names: from there on its partition comes again.
 *
 * @throws {StreamUnknown}
 * @throws {EventTypeUnknown} there is a handler for a type that the stream does not have.
 */
export function createConsumer(
  spec: ConsumerSpec,
  ports: ConsumerPorts,
  options: ConsumerOptions = {},
): ConsumerHandler {
  const consumer = checkedConsumer(spec, ports.catalogue);
  const run = middy<Batch, BatchReport, Error, ExecutionContext>(
    async (batch: Batch, context: ExecutionContext) => {
      using limit = new TimeLimit(ports.clock, context.getRemainingTimeInMillis());
      return await runBatch(batch, { consumer, ports, limit });
    },
    { timeoutEarlyInMillis: 0 },
  ).use([
    decodeRecords(),
    journalBatch(consumer, ports),
    identifyTenants(consumer),
    fetchKeys(ports),
    recallEffects(consumer, ports),
    recallQuarantine(consumer, ports),
  ]);
  return async (event, context) => {
    const report = await run(deliveredBatch(event), context);
    options.observe?.(report);
    return respond(report, options);
  };
}
