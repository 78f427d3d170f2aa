import { DAY_MS, type EpochMs } from '@tributary/kernel';
import type { TenantId } from '../tenancy/index.ts';
import type { ProjectionScope, ProjectionStore } from './projection-store.ts';

/** A readiness probe on its way to one consumer. */
export type ProbeAnswer = {
  readonly tenant: TenantId;
  readonly consumer: string;
  readonly nonce: string;
};

/**
 * Says that the probe has come through topic, keys and subscription to the consumer. The answer lies among the tenant's
 * projections, which consumers write and the control plane reads wherever the platform runs, and goes with them when the
 * tenant is erased. Twice equals once.
 */
export async function answerProbe(
  projections: Pick<ProjectionStore, 'commit'>,
  answer: ProbeAnswer,
  now: EpochMs,
): Promise<void> {
  const key = keyOf(answer);
  const marker = { run: 'live' as const, eventId: key, expiresAt: now + DAY_MS };
  await projections.commit(scopeOf(answer), marker, [{ key, value: now, over: undefined }]);
}

export async function isProbeAnswered(
  projections: Pick<ProjectionStore, 'read'>,
  answer: ProbeAnswer,
): Promise<boolean> {
  return (await projections.read(scopeOf(answer), keyOf(answer))) !== undefined;
}

/** A consumer's name holds no dot, so no consumer's state can lie here. */
const PROBES = 'platform.probes';

function scopeOf({ tenant }: ProbeAnswer): ProjectionScope {
  return { tenant, consumer: PROBES };
}

function keyOf({ consumer, nonce }: ProbeAnswer): string {
  return `${consumer}/${nonce}`;
}
