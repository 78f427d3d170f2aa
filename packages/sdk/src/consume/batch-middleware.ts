import type { MiddlewareObj } from '@middy/core';
import type { Batch } from './batch.ts';
import type { BatchReport } from './consumer-ports.ts';
import type { ExecutionContext } from './execution-context.ts';

export type BatchMiddleware = MiddlewareObj<Batch, BatchReport, Error, ExecutionContext>;

/** A middleware that adds to what is known of the batch. */
export function learning(
  name: string,
  learn: (batch: Batch) => Promise<Partial<Batch>> | Partial<Batch>,
): BatchMiddleware {
  return {
    name,
    before: async (request) => {
      request.event = { ...request.event, ...(await learn(request.event)) };
    },
  };
}
