import { operationView, type TenantView, tenantPage, tenantView } from '@tributary/contract';
import { positional, required } from '../arguments.ts';
import type { Command, Invocation } from '../command.ts';
import { table } from '../table.ts';
import { watchOperation } from '../watch-operation.ts';

const noWait = { 'no-wait': { type: 'boolean' } } as const;

export const tenantCommands: readonly Command[] = [
  {
    words: 'tenants add',
    synopsis: '<id> --tier <tier> [--no-wait]',
    summary: 'Onboards a tenant and waits until it takes events.',
    options: { tier: { type: 'string' }, ...noWait },
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'id');
      const tier = required(invocation.values, 'tier');
      await ask(
        invocation,
        'POST',
        '/tenants',
        { id, tier },
        `Tenant ${id} is active in tier ${tier}.`,
      );
    },
  },
  {
    words: 'tenants ls',
    synopsis: '',
    summary: 'Lists the tenants.',
    options: {},
    run: listTenants,
  },
  {
    words: 'tenants show',
    synopsis: '<id>',
    summary: 'Shows a tenant: state, tier, where its streams are.',
    options: {},
    run: async ({ client, positionals, print }) => {
      const id = positional(positionals, 0, 'id');
      const tenant = await client.call(tenantView, 'GET', `/tenants/${encodeURIComponent(id)}`);
      print(tenant, describe(tenant));
    },
  },
  {
    words: 'tenants suspend',
    synopsis: '<id> [--pause-consumers] [--no-wait]',
    summary: 'Refuses new events of a tenant; what is there is still delivered.',
    options: { 'pause-consumers': { type: 'boolean' }, ...noWait },
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'id');
      const body = { pauseConsumers: invocation.values['pause-consumers'] === true };
      await ask(
        invocation,
        'POST',
        `/tenants/${encodeURIComponent(id)}/suspension`,
        body,
        `Tenant ${id} is suspended.`,
      );
    },
  },
  {
    words: 'tenants resume',
    synopsis: '<id> [--no-wait]',
    summary: 'Lets a suspended tenant publish again.',
    options: noWait,
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'id');
      await ask(
        invocation,
        'DELETE',
        `/tenants/${encodeURIComponent(id)}/suspension`,
        undefined,
        `Tenant ${id} is active.`,
      );
    },
  },
  {
    words: 'tenants erase',
    synopsis: '<id> --confirm <id> --basis <why> [--cancel] [--no-wait]',
    summary: 'Erases a tenant for good and names the certificate.',
    options: {
      confirm: { type: 'string' },
      basis: { type: 'string' },
      cancel: { type: 'boolean' },
      ...noWait,
    },
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'id');
      const body = {
        confirm: required(invocation.values, 'confirm'),
        basis: required(invocation.values, 'basis'),
        cancel: invocation.values['cancel'] === true,
      };
      await ask(
        invocation,
        'POST',
        `/tenants/${encodeURIComponent(id)}/erasures`,
        body,
        `Tenant ${id} is erased: no key of it is left.`,
      );
    },
  },
  {
    words: 'tenants replay',
    synopsis: '<id> --consumer <name> [--since <ISO time>] [--no-wait]',
    summary: 'Delivers the events of a tenant to one consumer again.',
    options: { consumer: { type: 'string' }, since: { type: 'string' }, ...noWait },
    run: async (invocation) => {
      const id = positional(invocation.positionals, 0, 'id');
      const { since } = invocation.values;
      const body = {
        consumer: required(invocation.values, 'consumer'),
        ...(since === undefined ? {} : { since }),
      };
      await ask(
        invocation,
        'POST',
        `/tenants/${encodeURIComponent(id)}/replays`,
        body,
        `The events of tenant ${id} were replayed.`,
      );
    },
  },
];

async function ask(
  invocation: Invocation,
  method: 'POST' | 'DELETE',
  path: string,
  body: unknown,
  done: string,
): Promise<void> {
  const { client, print, values } = invocation;
  const accepted = await client.call(operationView, method, path, body);
  if (values['no-wait'] === true) {
    print(
      accepted,
      `Operation ${accepted.id} was started; watch it: npm run -s tributary -- operations watch ${accepted.id}`,
    );
    return;
  }
  const operation = await watchOperation(invocation, accepted.id);
  const certificate = operation.notes['certificate'];
  print(operation, typeof certificate === 'string' ? `${done}\nCertificate: ${certificate}` : done);
}

async function listTenants({ client, print, values }: Invocation): Promise<void> {
  const all: TenantView[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = await client.call(tenantPage, 'GET', `/tenants?limit=500${query}`);
    all.push(...page.tenants);
    after = page.next;
  }
  if (all.length === 0 && values['json'] !== true) {
    print(
      undefined,
      'There is no tenant yet: npm run -s tributary -- tenants add acme --tier starter',
    );
    return;
  }
  print(
    all,
    table([
      ['TENANT', 'STATE', 'TIER', 'STREAMS', 'SINCE'],
      ...all.map(({ createdAt, id, state, streams, tier }) => [
        id,
        state,
        tier,
        modelsOf(streams),
        createdAt,
      ]),
    ]),
  );
}

function modelsOf(streams: TenantView['streams']): string {
  const counts = Map.groupBy(streams, ({ model }) => model);
  return [...counts].map(([model, placed]) => `${placed.length} ${model}`).join(', ');
}

function describe(tenant: TenantView): string {
  const { changedAt, createdAt, erasureDueAt, id, operation, state, streams, tier } = tenant;
  const lines = [
    `${id}: ${state}, tier ${tier}, since ${createdAt}, changed ${changedAt}`,
    ...(operation === undefined ? [] : [`operation ${operation} is running`]),
    ...(erasureDueAt === undefined ? [] : [`the last trace is due to be gone by ${erasureDueAt}`]),
  ];
  const rows = streams.map(({ cell, epoch, model, stream, topic }) => [
    stream,
    model,
    cell,
    String(epoch),
    topic,
  ]);
  return streams.length === 0
    ? lines.join('\n')
    : `${lines.join('\n')}\n\n${table([['STREAM', 'MODEL', 'CELL', 'EPOCH', 'TOPIC'], ...rows])}`;
}
