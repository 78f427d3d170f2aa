/** Lets what waits in this thread run before the next step of a long piece of work. */
export function othersFirst(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
