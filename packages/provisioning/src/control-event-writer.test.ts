import { tenantId } from '@tributary/domain/tenancy';
import { CONTROL_TOPIC, type LogRecord, NotAuthorized } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { controlEventWriter } from './control-event-writer.ts';
import type { ControlEvent } from './ports.ts';
import { CELL, ProvisioningRig } from './testing/index.ts';

const EVENT: ControlEvent = {
  id: '0198a7f0-0000-8000-8000-000000000001',
  type: 'TenantSuspended',
  tenant: tenantId('acme'),
  at: Date.UTC(2026, 0, 2),
  data: { pauseConsumers: false },
};

function written({ ports }: ProvisioningRig): Promise<readonly LogRecord[]> {
  const { log } = ports.sessions.session(CELL, { kind: 'control-publisher' });
  const range = { topic: CONTROL_TOPIC, partition: 0, offset: 0 };
  return log.read({ ...range, maxRecords: 10_000, maxBytes: 1_000_000 });
}

test('a control event is a CloudEvent in binary mode', async () => {
  await using rig = await ProvisioningRig.fresh();
  await rig.ports.publishControlEvent(EVENT, { mayBeThere: false });
  const [record] = await written(rig);
  const headers = record?.headers.map(([name, value]) => [name, Buffer.from(value).toString()]);
  expect(Object.fromEntries(headers ?? [])).toEqual({
    ce_specversion: '1.0',
    ce_id: EVENT.id,
    ce_source: '/tributary/control',
    ce_type: 'TenantSuspended',
    ce_time: '2026-01-02T00:00:00.000Z',
    ce_subject: 'acme',
    ce_tenantid: 'acme',
    'content-type': 'application/json',
  });
  expect(JSON.parse(Buffer.from(record?.value ?? []).toString())).toEqual({
    tenantid: 'acme',
    data: { pauseConsumers: false },
  });
});

describe('an event that may be there', () => {
  test('is not written again where it is', async () => {
    await using rig = await ProvisioningRig.fresh();
    await rig.ports.publishControlEvent(EVENT, { mayBeThere: false });
    await rig.ports.publishControlEvent(EVENT, { mayBeThere: true });
    expect((await written(rig)).length).toBe(1);
  });

  test('is written where it is not', async () => {
    await using rig = await ProvisioningRig.fresh();
    await rig.ports.publishControlEvent(EVENT, { mayBeThere: true });
    expect((await written(rig)).length).toBe(1);
  });

  test('is found behind more than a page of others', async () => {
    await using rig = await ProvisioningRig.fresh();
    for (let index = 0; index < 501; index += 1) {
      const id = `other-${index}`;
      await rig.ports.publishControlEvent({ ...EVENT, id }, { mayBeThere: false });
    }
    await rig.ports.publishControlEvent(EVENT, { mayBeThere: false });
    await rig.ports.publishControlEvent(EVENT, { mayBeThere: true });
    expect((await written(rig)).length).toBe(502);
  });
});

test('nobody else may write there', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { sessions } = rig.ports;
  const publish = controlEventWriter({
    sessions: { session: (cell) => sessions.session(cell, { kind: 'operator' }) },
    cell: CELL,
  });
  await expect(publish(EVENT, { mayBeThere: false })).rejects.toThrow(NotAuthorized);
});
