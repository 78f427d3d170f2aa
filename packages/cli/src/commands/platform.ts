import { tiersView } from '@tributary/contract';
import { positional } from '../arguments.ts';
import type { Command } from '../command.ts';
import { table } from '../table.ts';
import { watchOperation } from '../watch-operation.ts';

export const platformCommands: readonly Command[] = [
  {
    words: 'operations watch',
    synopsis: '<operation>',
    summary: 'Shows the steps of an operation until it ends.',
    options: {},
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'operation');
      const operation = await watchOperation(invocation, id);
      invocation.print(operation, `${operation.kind} of ${operation.tenant} has succeeded.`);
    },
  },
  {
    words: 'tiers',
    synopsis: '',
    summary: 'Lists the tiers and what each gives.',
    options: {},
    run: async ({ client, print }) => {
      const { tiers } = await client.call(tiersView, 'GET', '/tiers');
      const rows = tiers.map(({ burst, description, eventsPerSecond, name, streams }) => [
        name,
        [...new Set(streams.map(({ model }) => model))].join(' + '),
        `${eventsPerSecond}/s`,
        String(burst),
        description,
      ]);
      print(tiers, table([['TIER', 'MODEL', 'RATE', 'BURST', 'WHAT IT IS'], ...rows]));
    },
  },
];
