/** What IAM knows of a request: `aws:PrincipalTag/tenantId` and the like. Case of keys does not matter. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

export const NO_CONTEXT: RequestContext = {};

/** `undefined` where the key is absent. */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return typeof found === 'string' ? [found] : found;
}
