/**
 * The process in which ports are called. It dies at the given call, before or after the call has had its effect: from then on
 * no call begins, and none comes back.
 */
export class MortalProcess {
  readonly #death = Promise.withResolvers<'died'>();
  readonly #diesBefore: boolean;
  #callsLeft: number;

  constructor(calls: number, { before }: { readonly before: boolean }) {
    this.#callsLeft = calls;
    this.#diesBefore = before;
  }

  get died(): Promise<'died'> {
    return this.#death.promise;
  }

  die(): Promise<never> {
    this.#callsLeft = 0;
    this.#death.resolve('died');
    return new Promise(() => undefined);
  }

  wrap<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function'
          ? (...parameters: readonly unknown[]) =>
              this.#call(async () => Reflect.apply(member, target, parameters))
          : member;
      },
    });
  }

  async #call(effect: () => Promise<unknown>): Promise<unknown> {
    this.#callsLeft -= 1;
    if (this.#callsLeft < 0 || (this.#callsLeft === 0 && this.#diesBefore)) {
      return this.die();
    }
    const result = await effect();
    return this.#callsLeft === 0 ? this.die() : result;
  }
}
