import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from '../client.ts';
import { PlatformNotFound } from '../errors.ts';

type Environment = {
  readonly [Name in 'TRIBUTARY_DIR' | 'TRIBUTARY_TOKEN' | 'TRIBUTARY_URL']?: string | undefined;
};

/**
 * A directory that is given first, then the environment (`TRIBUTARY_URL` and `TRIBUTARY_TOKEN`), then what `npm start` left in
 * its state directory (`TRIBUTARY_DIR`, or `.tributary` here). The token of a state directory goes to its own platform only.
 *
 * @throws {PlatformNotFound}
 */
export async function findEndpoint(
  given: { readonly directory: string | undefined },
  { TRIBUTARY_DIR, TRIBUTARY_TOKEN: token, TRIBUTARY_URL: url }: Environment = process.env,
): Promise<Endpoint> {
  if (given.directory === undefined && url !== undefined) {
    if (token === undefined) {
      throw new PlatformNotFound({ looked: 'TRIBUTARY_URL is set without TRIBUTARY_TOKEN' });
    }
    return { url, token };
  }
  const directory = given.directory ?? TRIBUTARY_DIR ?? '.tributary';
  return {
    url: await fromFile(directory, 'url'),
    token: token ?? (await fromFile(directory, 'operator.token')),
  };
}

async function fromFile(directory: string, name: string): Promise<string> {
  const file = join(directory, name);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new PlatformNotFound({ looked: `${file} is not there` }, { cause });
  }
}
