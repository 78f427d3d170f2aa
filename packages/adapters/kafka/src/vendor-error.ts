/** What the client throws is a tree: errors of several attempts, partitions and brokers, each with a cause. */
function* family(error: unknown): Generator<Error> {
  if (error instanceof Error) {
    yield error;
    yield* family(error.cause);
    if (error instanceof AggregateError) {
      for (const one of error.errors) {
        yield* family(one);
      }
    }
  }
}

function property(error: Error, name: string): unknown {
  return name in error ? Object.entries(error).find(([key]) => key === name)?.[1] : undefined;
}

/** The first of these answers of a broker that is anywhere in the error, by its name in Kafka's protocol. */
export function brokerSaid<Name extends string>(
  error: unknown,
  names: readonly Name[],
): Name | undefined {
  for (const one of family(error)) {
    const said = names.find((name) => property(one, 'apiId') === name);
    if (said !== undefined) {
      return said;
    }
  }
  return undefined;
}

/** The broker does not know this user, or not with this password. */
export function isLoginRefused(error: unknown): boolean {
  return [...family(error)].some((one) => property(one, 'code') === 'PLT_KFK_AUTHENTICATION');
}

/** No answer, no connection, or an answer that says to try again later. */
export function isUnavailable(error: unknown): boolean {
  return [...family(error)].some(
    (one) =>
      property(one, 'code') === 'PLT_KFK_NETWORK' ||
      property(one, 'code') === 'PLT_KFK_TIMEOUT' ||
      (property(one, 'apiId') !== undefined && property(one, 'canRetry') === true),
  );
}
