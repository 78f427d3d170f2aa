import { addVerdicts, NO_VERDICT, type Outcome, type Trial, type Verdict } from './trial.ts';

const KEPT_FAILURES = 10;

/** Adds up trials, by what was tried. */
export class Verdicts {
  readonly #rows = new Map<string, Verdict>();
  readonly #failures: string[] = [];

  /** Runs the attempt and, beside it, the control. */
  async try({ attempt, control, operation, who }: Trial): Promise<void> {
    const attempted = await attempt();
    const controlled = await control();
    this.#rows.set(
      operation,
      addVerdicts(this.#rows.get(operation) ?? NO_VERDICT, {
        attempts: 1,
        denied: attempted.kind === 'denied' ? 1 : 0,
        controls: controlled.kind === 'done' ? 1 : 0,
      }),
    );
    this.#note(attempted.kind === 'denied', `${who}, ${operation}: the attempt ${said(attempted)}`);
    this.#note(controlled.kind === 'done', `${who}, ${operation}: the control ${said(controlled)}`);
  }

  /** In order of first appearance. */
  get rows(): ReadonlyMap<string, Verdict> {
    return this.#rows;
  }

  get total(): Verdict {
    return [...this.#rows.values()].reduce(addVerdicts, NO_VERDICT);
  }

  /** The first few that did not end as they should. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  #note(isRight: boolean, failure: string): void {
    if (!isRight && this.#failures.length < KEPT_FAILURES) {
      this.#failures.push(failure);
    }
  }
}

function said(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'was done';
    case 'denied':
      return 'was denied';
    case 'failed':
      return `failed otherwise (${outcome.how})`;
  }
}
