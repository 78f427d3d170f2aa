import { type OperationView, operationView } from '@tributary/contract';
import type { Answer, RequestInput } from './running-platform.ts';
import { until } from './until.ts';

/** Calls the API of a platform, with one token where nothing else is said. */
export class ApiCaller {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async call(method: string, path: string, input: RequestInput = {}): Promise<Answer> {
    const token = 'token' in input ? input.token : this.#token;
    const body = input.text ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...input.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  async operation(id: string): Promise<OperationView> {
    return operationView.parse((await this.call('GET', `/operations/${id}`)).body);
  }

  /** Asks for an operation; resolves with its id. */
  async begun(method: string, path: string, body?: unknown): Promise<string> {
    return operationView.parse((await this.call(method, path, { body })).body).id;
  }

  /** The operation once it runs no more. */
  ended(id: string): Promise<OperationView> {
    return until(`operation ${id} has ended`, async () => {
      const operation = await this.operation(id);
      return ['running', 'undoing'].includes(operation.state) ? undefined : operation;
    });
  }

  async done(method: string, path: string, body?: unknown): Promise<OperationView> {
    return this.ended(await this.begun(method, path, body));
  }

  onboard(id: string, tier: string): Promise<OperationView> {
    return this.done('POST', '/tenants', { id, tier });
  }
}
