import { PlatformError } from '@tributary/kernel';

/** One operation, tried on a neighbour's things and, as a positive control, in the same way on one's own. */
export type Trial = {
  /** With the door that is tried: `HTTP: read`. */
  readonly operation: string;
  /** The two tenants, for a message. */
  readonly who: string;
  readonly attempt: () => Promise<Outcome>;
  readonly control: () => Promise<Outcome>;
};

/** `denied` only where the platform said that the identity may not; any other refusal is a `failure`. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly how: string };

/** Counts over trials: all attempts should be denied and all controls done. */
export type Verdict = {
  readonly attempts: number;
  readonly denied: number;
  readonly controls: number;
};

export const NO_VERDICT: Verdict = { attempts: 0, denied: 0, controls: 0 };

export function addVerdicts(a: Verdict, b: Verdict): Verdict {
  return {
    attempts: a.attempts + b.attempts,
    denied: a.denied + b.denied,
    controls: a.controls + b.controls,
  };
}

/** What an identity that may not gets from the log: `NotAuthorized` of the port. */
const DENIED_BY_LOG = 'access.denied';

/** The outcome of a call that throws what it is refused with. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    await call();
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof PlatformError) {
      return error.code === DENIED_BY_LOG
        ? { kind: 'denied' }
        : { kind: 'failed', how: error.code };
    }
    return { kind: 'failed', how: error instanceof Error ? error.name : typeof error };
  }
}
