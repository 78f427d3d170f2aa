import { problemShape } from '@tributary/contract';
import { PlatformNotFound, Refused } from './errors.ts';

export type Endpoint = { readonly url: string; readonly token: string };

/** The HTTP API, called with one token. */
export class Client {
  readonly #endpoint: () => Promise<Endpoint>;

  constructor(endpoint: () => Promise<Endpoint>) {
    this.#endpoint = endpoint;
  }

  /**
   * @throws {Refused} the platform answered with a problem.
   * @throws {PlatformNotFound} nobody answered; a change may have been made all the same.
   */
  async call<Answer>(
    shape: { readonly parse: (answer: unknown) => Answer },
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    const { token, url } = await this.#endpoint();
    const response = await this.#fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) {
      throw new Refused(problemShape.parse(answer));
    }
    return shape.parse(answer);
  }

  async #fetch(address: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, init);
    } catch (cause) {
      throw new PlatformNotFound({ looked: `nothing answers at ${address.origin}` }, { cause });
    }
  }
}
