/** The port with some of its calls replaced; the others go to it as they were. */
export function overriding<Port extends object>(port: Port, calls: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, name) => {
      if (Object.hasOwn(calls, name)) {
        return Reflect.get(calls, name);
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Fails as often as it is told to, each time before it has done anything, and then works. */
export function failing<Parameters extends readonly unknown[], Result>(
  times: number,
  error: () => unknown,
  call: (...parameters: Parameters) => Promise<Result>,
): (...parameters: Parameters) => Promise<Result> {
  let left = times;
  return async (...parameters) => {
    if (left > 0) {
      left -= 1;
      throw error();
    }
    return call(...parameters);
  };
}
