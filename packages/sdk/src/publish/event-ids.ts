import type { Clock, EpochMs } from '@tributary/kernel';

/**
 * Makes UUIDs of version 7: 48 bits of time in milliseconds, then 74 random bits; within a millisecond they are in no order. The
 * random bits are those of `crypto.randomUUID`, which Node draws in advance for many: that is eight times as fast as
 * to ask for sixteen bytes each time. Source: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function eventIds(clock: Pick<Clock, 'now'>): () => string {
  let drawnAt: EpochMs | undefined;
  let head = '';
  return () => {
    const now = clock.now();
    if (now !== drawnAt) {
      drawnAt = now;
      head = headOf(now);
    }
    return head + crypto.randomUUID().slice(head.length);
  };
}

/** `tttttttt-tttt-7`: what follows is random, and the variant is where version 4 has it. */
function headOf(now: EpochMs): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}
