import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationView, type Problem, problemShape } from '@tributary/contract';
import { type Platform, type PlatformOptions, startPlatform } from '@tributary/local';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};

export type RequestInput = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A platform on a directory of its own, and a caller of its API. */
export class RunningPlatform implements AsyncDisposable {
  readonly platform: Platform;
  readonly #keepState: boolean;

  private constructor(platform: Platform, keepState: boolean) {
    this.platform = platform;
    this.#keepState = keepState;
  }

  static async start(options: Partial<PlatformOptions> = {}): Promise<RunningPlatform> {
    const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'tributary-')));
    const platform = await startPlatform({ ...options, directory });
    return new RunningPlatform(platform, options.directory !== undefined);
  }

  async call(method: string, path: string, input: RequestInput = {}): Promise<Answer> {
    const token = 'token' in input ? input.token : this.platform.operatorToken;
    const body = input.text ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
    const response = await fetch(new URL(path, this.platform.url), {
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

  /** The problem that the call was answered with. */
  async refused(method: string, path: string, input: RequestInput = {}): Promise<Problem> {
    const { body } = await this.call(method, path, input);
    return problemShape.parse(body);
  }

  /** Asks for an operation and waits for its end; resolves with its state. */
  async ended(method: string, path: string, body?: unknown): Promise<string> {
    const { id } = operationView.parse((await this.call(method, path, { body })).body);
    for (;;) {
      const { state } = operationView.parse((await this.call('GET', `/operations/${id}`)).body);
      if (state !== 'running' && state !== 'undoing') {
        return state;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  onboard(id: string, tier: string): Promise<string> {
    return this.ended('POST', '/tenants', { id, tier });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.platform[Symbol.asyncDispose]();
    if (!this.#keepState) {
      await rm(this.platform.directory, { recursive: true, force: true });
    }
  }
}

export function delivered(order: string): Record<string, unknown> {
  return {
    stream: 'orders',
    type: 'OrderDelivered',
    aggregate: order,
    data: { orderId: order, deliveredAt: '2026-01-31T09:30:00Z' },
  };
}
