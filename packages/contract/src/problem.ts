import * as z from 'zod';

/** RFC 9457 problem document, served as `application/problem+json`. */
export const problemShape = z.object({
  /** `urn:tributary:problem:<code>`. */
  type: z.string(),
  /** The meaning of the code, the same for every occurrence. */
  title: z.string(),
  status: z.int(),
  /** What happened this time and what to do. */
  detail: z.string(),
  code: z.string(),
  remedy: z.enum(['fix-request', 'retry-later', 'call-operator']),
  facts: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]),
  ),
});

export type Problem = z.infer<typeof problemShape>;
