import { prefetchKeys } from '@tributary/domain/events';
import { type BatchMiddleware, learning } from './batch-middleware.ts';
import type { ConsumerPorts } from './consumer-ports.ts';

/**
 * Fetches the keys of all tenants side by side. Each record is opened only when its turn comes, so that one whose key is
 * destroyed in the meantime is not read any more.
 *
 * @throws {KeyVaultUnavailable}
 */
export function fetchKeys({ keyRing }: Pick<ConsumerPorts, 'keyRing'>): BatchMiddleware {
  return learning('fetch-keys', async ({ items }) => {
    const identified = items
      .map(({ identification }) => identification)
      .filter((identification) => identification.kind === 'identified');
    await prefetchKeys(identified, { keyRing });
    return {};
  });
}
