import type { Answer, ApiClient, Request } from '../api/api-client.ts';
import type { Outcome, Trial } from './trial.ts';

/** What a token that opens something else is answered: `Forbidden` of the API. */
const FORBIDDEN = { status: 403, code: 'access.forbidden' } as const;

export type HttpTrialOptions = {
  /** With the attacker's token. */
  readonly client: Pick<ApiClient, 'ask'>;
  readonly attacker: string;
  readonly victim: string;
  readonly stream: string;
  /** Publishes an event for the tenant with the attacker's token. */
  readonly produce: (tenant: string) => Promise<Answer>;
  readonly replay: { readonly consumer: string; readonly since: string };
};

/** Over HTTP, with the token of the attacker. */
export function httpTrials(options: HttpTrialOptions): readonly Trial[] {
  const { attacker, client, produce, replay, stream, victim } = options;
  const trial = (operation: string, ask: (tenant: string) => Promise<Answer>): Trial => ({
    operation: `HTTP: ${operation}`,
    who: `${attacker} at ${victim}`,
    attempt: async () => outcomeOfAnswer(await ask(victim)),
    control: async () => outcomeOfAnswer(await ask(attacker)),
  });
  const asking = (operation: string, requestFor: (path: string) => Request) =>
    trial(operation, (tenant) => client.ask(requestFor(`/tenants/${tenant}`)));
  return [
    trial('produce', produce),
    asking('read', (path) => ({
      method: 'GET',
      path: `${path}/events?stream=${stream}&from=latest&limit=1`,
    })),
    asking('read offsets', (path) => ({ method: 'GET', path: `${path}/offsets?stream=${stream}` })),
    asking('describe', (path) => ({ method: 'GET', path })),
    asking('replay', (path) => ({ method: 'POST', path: `${path}/replays`, body: replay })),
  ];
}

function outcomeOfAnswer({ code, status }: Answer): Outcome {
  if (status >= 200 && status < 300) {
    return { kind: 'done' };
  }
  return status === FORBIDDEN.status && code === FORBIDDEN.code
    ? { kind: 'denied' }
    : { kind: 'failed', how: `${status} ${code ?? 'without a code'}` };
}
