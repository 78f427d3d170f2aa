import type { RequestOptions } from '@tributary/provisioning';
import * as z from 'zod';
import { type ApiContext, parsed } from './http.ts';

const headers = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'takes 1 to 128 visible ASCII characters')
    .optional(),
});

/** The `Idempotency-Key` of a request; one caller's keys are no other's. */
export function requestOptions(context: ApiContext): RequestOptions {
  const { 'Idempotency-Key': key } = parsed(headers, {
    'Idempotency-Key': context.req.header('idempotency-key'),
  });
  const caller = context.get('caller');
  const owner = caller.kind === 'operator' ? 'operator' : `tenant:${caller.tenant}`;
  return key === undefined ? {} : { idempotencyKey: `${owner}/${key}` };
}
