import { type ControlEvent, controlEvent } from '@tributary/domain/events';
import { tenantId } from '@tributary/domain/tenancy';
import { CONTROL_TOPIC, type LogRecord, NotAuthorized } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { controlEventWriter } from './control-event-writer.ts';
import { derivedId } from './derived-id.ts';
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

test('a control event is written as the domain says, under the key of its tenant', async () => {
  await using rig = await ProvisioningRig.fresh();
  await rig.ports.publishControlEvent(EVENT, { mayBeThere: false });
  const [record = { key: Buffer.of(), headers: [], value: Buffer.of() }] = await written(rig);
  expect(controlEvent(record)).toEqual(EVENT);
  expect(Buffer.from(record.key).toString()).toBe('acme:acme');
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
      const id = derivedId('other', String(index));
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
