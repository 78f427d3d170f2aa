import { platformCatalogue } from '@tributary/catalogue';
import { eventTypeOf, streamOf } from '@tributary/domain/placement';
import { tenantId } from '@tributary/domain/tenancy';
import { ConsumerRig, type RigEvent } from '@tributary/sdk/consume/testing';
import { describe, expect, test } from 'vitest';
import { orderNotices } from './order-notices.ts';

function placed(tenant: string, orderId: string): RigEvent {
  return {
    tenant,
    type: 'OrderPlaced',
    aggregate: orderId,
    data: {
      orderId,
      customerId: 'c-7',
      currency: 'EUR',
      lines: [{ sku: 's-1', quantity: 2, unitPriceMinor: 450 }],
      totalMinor: 900,
      placedAt: '2026-05-01T12:00:00Z',
    },
  };
}

describe('order notices', () => {
  const rig = () => new ConsumerRig(orderNotices, { catalogue: platformCatalogue });

  test('ask for a message to the customer of the same tenant', async () => {
    const notices = rig();
    await notices.deliver(await notices.appendAll([placed('acme', 'o-1')]));
    expect(notices.published).toMatchObject([
      {
        tenant: 'acme',
        stream: 'notifications',
        type: 'NotificationRequested',
        aggregate: 'o-1',
        data: { recipientId: 'c-7', template: 'order-placed', variables: { orderId: 'o-1' } },
      },
    ]);
  });

  test('fit the schema of what they ask', async () => {
    const notices = rig();
    await notices.deliver(await notices.appendAll([placed('acme', 'o-1')]));
    const type = eventTypeOf(streamOf(platformCatalogue, 'notifications'), 'NotificationRequested');
    expect(type.validate(notices.published[0]?.data)).toMatchObject({ kind: 'valid' });
  });

  test('ask the same when an order is handled again, and something else for another order', async () => {
    const notices = rig();
    const records = await notices.appendAll([placed('acme', 'o-1'), placed('acme', 'o-2')]);
    await notices.deliver(records);
    await notices.projections.removeTenant(tenantId('acme'));
    await notices.deliver(records);
    const [first, second, ...again] = notices.published;
    expect(again).toEqual([first, second]);
    expect(first?.id).not.toBe(second?.id);
  });

  test('pass over the other events of an order', async () => {
    const notices = rig();
    const shipped = {
      ...placed('acme', 'o-1'),
      type: 'OrderShipped',
      data: { orderId: 'o-1', carrier: 'c', shippedAt: '2026-05-01T12:00:00Z' },
    };
    await notices.deliver(await notices.appendAll([shipped]));
    expect(notices.published).toEqual([]);
  });
});
