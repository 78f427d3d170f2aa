import { ApiCaller } from '../integration/support/api-caller.ts';
import { RunningPlatform } from '../integration/support/running-platform.ts';

/** Requests on their way at once, as a control plane with a backlog sends them. */
const AT_ONCE = 32;

export type Onboarded = AsyncDisposable & {
  readonly api: ApiCaller;
  /** From the first request until the last tenant is active. */
  readonly tookMs: number;
};

/** Onboards pool tenants on a platform of its own. */
export async function onboardMany(tenants: number): Promise<Onboarded> {
  const running = await RunningPlatform.start();
  const api = new ApiCaller(running.platform.url, running.platform.operatorToken);
  const left = Array.from({ length: tenants }, (_, at) => `tenant-${at}`);
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        await api.onboard(id, 'starter');
      }
    }),
  );
  return {
    api,
    tookMs: performance.now() - begun,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
