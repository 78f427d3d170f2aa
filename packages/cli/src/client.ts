import { problemShape } from '@tributary/contract';
import { PlatformNotFound, Refused, UsageWrong } from './errors.ts';

export type Endpoint = { readonly url: string; readonly token: string };

/** The HTTP API, called with one token. */
export class Client {
  readonly #endpoint: () => Promise<Endpoint>;

  constructor(endpoint: () => Promise<Endpoint>) {
    this.#endpoint = endpoint;
  }

  /**
   * @throws {Refused} the platform answered with a problem.
   * @throws {PlatformNotFound} nobody answered, or somebody else; a change may have been made all the same.
   */
  async call<Answer>(
    shape: { readonly parse: (answer: unknown) => Answer },
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    const { token, url } = await this.#endpoint();
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new UsageWrong('the token is no token: it holds characters that none has, or nothing');
    }
    const response = await this.#fetch(addressOf(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw await readAs(refusal, response);
    }
    return readAs(shape, response);
  }

  async #fetch(address: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, init);
    } catch (cause) {
      throw new PlatformNotFound({ looked: `nothing answers at ${address.origin}` }, { cause });
    }
  }
}

/** @throws {PlatformNotFound} the text is no URL. */
function addressOf(path: string, url: string): URL {
  try {
    return new URL(path, url);
  } catch (cause) {
    throw new PlatformNotFound({ looked: `"${url}" is no URL` }, { cause });
  }
}

const refusal = { parse: (answer: unknown) => new Refused(problemShape.parse(answer)) };

/** @throws {PlatformNotFound} somebody else answered. */
async function readAs<Answer>(
  shape: { readonly parse: (answer: unknown) => Answer },
  response: Response,
): Promise<Answer> {
  try {
    return shape.parse(await response.json());
  } catch (cause) {
    const { origin } = new URL(response.url);
    throw new PlatformNotFound(
      { looked: `what answers at ${origin} is no Tributary of this version` },
      { cause },
    );
  }
}
