import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from '../client.ts';
import { PlatformNotFound } from '../errors.ts';

/**
 * The environment (`TRIBUTARY_URL`, `TRIBUTARY_TOKEN`) first, then what `npm start` left in its state directory
 * (`TRIBUTARY_DIR`, or `.tributary` here).
 *
 * @throws {PlatformNotFound}
 */
export async function findEndpoint(given: {
  readonly directory: string | undefined;
}): Promise<Endpoint> {
  const { TRIBUTARY_DIR, TRIBUTARY_TOKEN, TRIBUTARY_URL } = process.env;
  const directory = given.directory ?? TRIBUTARY_DIR ?? '.tributary';
  return {
    url: TRIBUTARY_URL ?? (await fromFile(directory, 'url')),
    token: TRIBUTARY_TOKEN ?? (await fromFile(directory, 'operator.token')),
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
