import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantId } from '@tributary/domain/tenancy';
import { streamName, topicName } from '@tributary/domain/topics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningPlatform } from '../integration/support/running-platform.ts';
import { until } from '../integration/support/until.ts';

let running: RunningPlatform;

beforeAll(async () => {
  running = await RunningPlatform.start();
});

afterAll(() => running[Symbol.asyncDispose]());

const erase = (tenant: string) =>
  running.ended('POST', `/tenants/${tenant}/erasures`, {
    confirm: tenant,
    basis: 'contract ended',
  });

test('a tenant of a pool that is erased while its events are consumed leaves no effect', async () => {
  await running.onboard('acme', 'starter');
  const activity = {
    stream: 'analytics',
    type: 'UserActivityRecorded',
    aggregate: 'user-1',
    data: { activity: 'login', recordedAt: '2026-01-31T09:30:00Z', details: {} },
  };
  const events = Array.from({ length: 1_000 }, () => activity);
  await running.call('POST', '/tenants/acme/events', { body: { events } });
  await running.call('POST', '/tenants/acme/events', { body: { events } });
  expect(await erase('acme')).toBe('succeeded');
  await running.platform.idle();
  expect(await running.platform.readModel('acme', 'activity-tally')).toEqual([]);
});

test('a record of the erased that claimed to be of another goes with it', async () => {
  await running.onboard('globex', 'business');
  const quarantined = async (): Promise<readonly string[]> => {
    const names = await readdir(join(running.platform.directory, 'quarantine'), {
      recursive: true,
    });
    return names.filter((name) => name.endsWith('.record'));
  };
  await running.platform
    .tenantSession('globex', 'cell-1')
    .log.append(topicName(tenantId('globex'), streamName('orders')), [stray()]);
  const [stood] = await until('the record is in quarantine', async () => {
    const names = await quarantined();
    return names.length > 0 ? names : undefined;
  });
  expect(stood).toMatch(/^canary.order-notices~globex\.orders~/);
  expect(await erase('globex')).toBe('succeeded');
  expect(await quarantined()).toEqual([]);
});

function stray() {
  const headers = {
    ce_specversion: '1.0',
    ce_id: '01890000-0000-7000-8000-000000000001',
    ce_time: '2026-01-31T09:30:00.000Z',
    ce_subject: '1',
    ce_source: '/tributary/orders',
    ce_type: 'OrderPlaced',
    ce_tenantid: 'initech',
    ce_epoch: '1',
    ce_dataschema: 'urn:tributary:orders:OrderPlaced:1',
    'content-type': 'application/json',
  };
  return {
    key: Buffer.from('initech:1'),
    value: Buffer.from('{}'),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)] as const),
    timestamp: Date.now(),
  };
}
