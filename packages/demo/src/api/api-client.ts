import {
  type OperationView,
  offsetsView,
  operationView,
  problemShape,
  publishedView,
  tenantView,
  tokenView,
} from '@tributary/contract';
import { type Clock, HOUR_MS, type JsonObject, MINUTE_MS, SECOND_MS } from '@tributary/kernel';
import { OperationFailed, RequestRefused } from './errors.ts';

export type Answer = {
  readonly status: number;
  /** Of a problem document. */
  readonly code: string | undefined;
  readonly body: unknown;
};

export type Request = {
  readonly method: 'GET' | 'POST';
  /** From the root of the API: `/tenants`. */
  readonly path: string;
  readonly body?: JsonObject;
};

const FIRST_POLL_MS = 5;
const MAX_POLL_MS = 200;

/** No step of an operation takes so long on one machine. */
const MAX_OPERATION_MS = 10 * MINUTE_MS;

const TOKEN_LIFETIME_SECONDS = (24 * HOUR_MS) / SECOND_MS;

const ALL_SCOPES = ['events:write', 'events:read', 'replays:write', 'tenant:read'] as const;

/** The platform's HTTP API with one token. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;
  readonly #clock: Clock;

  constructor(platform: { readonly url: string; readonly token: string; readonly clock: Clock }) {
    this.#url = platform.url;
    this.#token = platform.token;
    this.#clock = platform.clock;
  }

  as(token: string): ApiClient {
    return new ApiClient({ url: this.#url, token, clock: this.#clock });
  }

  /** Whatever the answer is. */
  async ask({ body, method, path }: Request): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    const problem = response.ok ? undefined : problemShape.safeParse(answer).data;
    return { status: response.status, code: problem?.code, body: answer };
  }

  async onboard(id: string, tier: string): Promise<OperationView> {
    return operationView.parse(
      await this.#need({ method: 'POST', path: '/tenants', body: { id, tier } }),
    );
  }

  async replay(id: string, request: { consumer: string; since?: string }): Promise<OperationView> {
    return operationView.parse(
      await this.#need({ method: 'POST', path: `/tenants/${id}/replays`, body: request }),
    );
  }

  async erase(id: string, basis: string): Promise<OperationView> {
    const body = { confirm: id, basis };
    return operationView.parse(
      await this.#need({ method: 'POST', path: `/tenants/${id}/erasures`, body }),
    );
  }

  async issueToken(id: string): Promise<string> {
    const body = { scopes: ALL_SCOPES, expiresInSeconds: TOKEN_LIFETIME_SECONDS };
    const answer = await this.#need({ method: 'POST', path: `/tenants/${id}/tokens`, body });
    return tokenView.parse(answer).token;
  }

  async tenant(id: string) {
    return tenantView.parse(await this.#need({ method: 'GET', path: `/tenants/${id}` }));
  }

  async offsets(id: string, stream: string) {
    const path = `/tenants/${id}/offsets?stream=${stream}`;
    return offsetsView.parse(await this.#need({ method: 'GET', path }));
  }

  /** The ids of the events. */
  async publish(id: string, events: readonly JsonObject[]): Promise<readonly string[]> {
    const request = { method: 'POST', path: `/tenants/${id}/events`, body: { events } } as const;
    return publishedView.parse(await this.#need(request)).events.map((event) => event.id);
  }

  /**
   * Resolves once the operation has succeeded.
   *
   * @throws {OperationFailed} it ended otherwise, or not in time.
   */
  async finished({ id, kind, tenant }: OperationView): Promise<OperationView> {
    const until = this.#clock.now() + MAX_OPERATION_MS;
    for (let pause = FIRST_POLL_MS; ; pause = Math.min(MAX_POLL_MS, pause * 2)) {
      const request = { method: 'GET', path: `/operations/${id}` } as const;
      const { failure, state, ...operation } = operationView.parse(await this.#need(request));
      if (state === 'succeeded') {
        return { ...operation, state };
      }
      if ((state !== 'running' && state !== 'undoing') || this.#clock.now() > until) {
        const reason = failure === undefined ? 'no reason is given' : failure.message;
        throw new OperationFailed({ tenant, kind, state, reason });
      }
      await this.#clock.sleep(pause);
    }
  }

  async #need(request: Request): Promise<unknown> {
    const { body, code = 'no code', status } = await this.ask(request);
    if (status >= 400) {
      const detail = problemShape.safeParse(body).data?.detail ?? 'no detail';
      const named = `${request.method} ${request.path}`;
      throw new RequestRefused({ request: named, status, code, detail });
    }
    return body;
  }
}
