import { type Clock, type EpochMs, SECOND_MS } from '@tributary/kernel';

/** What is left for the platform's own writes once the last handler was ended. */
const MAX_MARGIN_MS = SECOND_MS;
const MARGIN_SHARE = 0.1;
/** Of what is left to the batch, as long as others wait: a handler that never settles takes the time of no one else. */
const TURN_SHARE = 0.5;
/** A turn is at least so many times as long as the slowest handler of the batch took, as far as there is time. */
const HEADROOM = 2;
const FAIR_SHARE = 0.25;
/** With less than this of its time a batch begins no other handler. */
const LAST_SHARE = 0.02;

/** A reason of our own: the usual one costs a stack trace for each batch. */
const ENDED = 'the batch has ended';

/** The time of one handler. Let `end` be called when it has settled. */
export type Turn = {
  /** Aborts shortly before the end of the turn. */
  readonly signal: AbortSignal;
  readonly lengthMs: number;
  /** Who has not settled in this time is to blame for it; a shorter turn only began too late. */
  readonly isFair: boolean;
  /** Whether the signal has been aborted, or would have been. */
  readonly isAsked: boolean;
  readonly onExpired: (act: () => void) => void;
  readonly end: () => void;
};

/** The time of one batch, shared out among its handlers, one at a time. One timer serves them all. */
export class TimeLimit implements Disposable {
  readonly usableMs: number;
  readonly #clock: Clock;
  readonly #endsAt: EpochMs;
  readonly #stopped = new AbortController();
  #turn: OpenTurn | undefined;
  #isArmed = false;
  #slowestMs = 0;

  constructor(clock: Clock, remainingMs: number) {
    this.#clock = clock;
    this.usableMs = remainingMs - marginOf(remainingMs);
    this.#endsAt = clock.now() + this.usableMs;
  }

  /**
   * Whether there is no time for another handler: it would only be cut off and run again. Judged by the clock: a handler that
   * kept the processor kept the timers waiting too.
   */
  get isUp(): boolean {
    const left = this.#endsAt - this.#clock.now();
    const last = this.#turn?.tookMs ?? 0;
    return left <= Math.max(last, this.#slowestMs, this.usableMs * LAST_SHARE);
  }

  begin({ isLast }: { readonly isLast: boolean }): Turn {
    const now = this.#clock.now();
    this.#slowestMs = Math.max(this.#slowestMs, this.#turn?.tookMs ?? 0);
    const left = Math.max(0, this.#endsAt - now);
    const share = Math.max(left * TURN_SHARE, this.#slowestMs * HEADROOM);
    const lengthMs = isLast ? left : Math.min(left, share);
    const isFair = lengthMs >= this.usableMs * FAIR_SHARE;
    const turn = new OpenTurn(this.#clock, now, { lengthMs, isFair });
    this.#turn = turn;
    // A timer that is armed already rings before this turn ends, for turns end later and later.
    if (!this.#isArmed) {
      this.#arm(turn.asksAt);
    }
    return turn;
  }

  [Symbol.dispose](): void {
    this.#stopped.abort(ENDED);
  }

  #arm(at: EpochMs): void {
    this.#isArmed = true;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), this.#stopped.signal).then(
      () => this.#ring(),
      () => undefined,
    );
  }

  #ring(): void {
    this.#isArmed = false;
    const turn = this.#turn;
    if (turn === undefined || turn.isOver) {
      return;
    }
    if (turn.isAsked) {
      turn.ask();
    }
    if (turn.isExpired) {
      turn.expire();
    } else {
      this.#arm(turn.isAsked ? turn.endsAt : turn.asksAt);
    }
  }
}

function marginOf(ms: number): number {
  return Math.min(MAX_MARGIN_MS, ms * MARGIN_SHARE);
}

class OpenTurn implements Turn {
  readonly lengthMs: number;
  readonly isFair: boolean;
  readonly asksAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly #clock: Clock;
  readonly #beganAt: EpochMs;
  #tookMs = 0;
  /** Made for those who look at it: most handlers are done before. */
  #asked: AbortController | undefined;
  #expired: (() => void) | undefined;
  #isOver = false;

  constructor(
    clock: Clock,
    now: EpochMs,
    { lengthMs, isFair }: { readonly lengthMs: number; readonly isFair: boolean },
  ) {
    this.#clock = clock;
    this.#beganAt = now;
    this.lengthMs = lengthMs;
    this.isFair = isFair;
    this.endsAt = this.#beganAt + lengthMs;
    this.asksAt = this.endsAt - marginOf(lengthMs);
  }

  get signal(): AbortSignal {
    this.#asked ??= new AbortController();
    if (this.isAsked) {
      this.#asked.abort();
    }
    return this.#asked.signal;
  }

  get isAsked(): boolean {
    return this.#clock.now() >= this.asksAt;
  }

  get isExpired(): boolean {
    return this.#clock.now() >= this.endsAt;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** 0 unless the handler has settled. */
  get tookMs(): number {
    return this.#tookMs;
  }

  ask(): void {
    this.#asked?.abort();
  }

  onExpired(act: () => void): void {
    this.#expired = act;
  }

  expire(): void {
    this.#isOver = true;
    this.#expired?.();
  }

  end(): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#tookMs = this.#clock.now() - this.#beganAt;
    }
  }
}
