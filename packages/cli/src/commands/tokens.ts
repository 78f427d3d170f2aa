import { tokenView } from '@tributary/contract';
import { positional, required, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageWrong } from '../errors.ts';

const ONE_DAY_S = 86_400;

export const tokenCommands: readonly Command[] = [
  {
    words: 'tokens issue',
    synopsis: '<tenant> --scopes <scope,scope> [--expires-in <seconds>]',
    summary: 'Makes a token of a tenant: events:write, events:read, replays:write, tenant:read.',
    options: { scopes: { type: 'string' }, 'expires-in': { type: 'string' } },
    run: async ({ client, positionals, print, values }) => {
      const tenant = positional(positionals, 0, 'tenant');
      const token = await client.call(
        tokenView,
        'POST',
        `/tenants/${encodeURIComponent(tenant)}/tokens`,
        {
          scopes: required(values, 'scopes').split(','),
          expiresInSeconds: seconds(text(values, 'expires-in')),
        },
      );
      print(token, token.token);
    },
  },
];

function seconds(source: string | undefined): number {
  if (source === undefined) {
    return ONE_DAY_S;
  }
  if (!/^\d{1,9}$/.test(source)) {
    throw new UsageWrong('--expires-in takes a number of seconds');
  }
  return Number(source);
}
