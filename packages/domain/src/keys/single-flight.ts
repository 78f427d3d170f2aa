/** Callers that want the same thing at the same time wait for one attempt, and share its outcome. */
export class SingleFlight {
  readonly #flights = new Map<string, Promise<void>>();

  run(key: string, start: () => Promise<void>): Promise<void> {
    const standing = this.#flights.get(key);
    if (standing !== undefined) {
      return standing;
    }
    const flight = start().finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}
