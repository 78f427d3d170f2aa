import { platformCatalogue } from '@tributary/catalogue';
import { ConsumerRig, type RigEvent } from '@tributary/sdk/consume/testing';
import { describe, expect, test } from 'vitest';
import { activityTally } from './activity-tally.ts';

function did(tenant: string, activity: string): RigEvent {
  return {
    tenant,
    type: 'UserActivityRecorded',
    aggregate: `user-of-${tenant}`,
    data: { activity, recordedAt: '2026-05-01T12:00:00Z', details: {} },
  };
}

describe('the activity tally', () => {
  const rig = () => new ConsumerRig(activityTally, { catalogue: platformCatalogue });

  test('counts by activity, each tenant apart', async () => {
    const tally = rig();
    const events = [
      did('acme', 'login'),
      did('acme', 'export'),
      did('globex', 'login'),
      did('acme', 'login'),
    ];
    await tally.deliver(await tally.appendAll(events));
    expect(await tally.state('acme')).toEqual({ login: 2, export: 1 });
    expect(await tally.state('globex')).toEqual({ login: 1 });
  });

  test('counts an event once, however often it is delivered', async () => {
    const tally = rig();
    const records = await tally.appendAll([did('acme', 'login'), did('acme', 'login')]);
    await tally.deliver(records);
    await tally.deliver(records.slice(1));
    await tally.deliver(records);
    expect(await tally.state('acme')).toEqual({ login: 2 });
  });

  test('counts an activity whose name means something to the language', async () => {
    const tally = rig();
    await tally.deliver(await tally.appendAll([did('acme', 'constructor')]));
    expect(await tally.state('acme')).toEqual({ constructor: 1 });
  });

  test('passes over the other events of the stream', async () => {
    const tally = rig();
    const viewed = {
      ...did('acme', 'x'),
      type: 'DashboardViewed',
      data: { dashboardId: 'd-1', userId: 'u-1', viewedAt: '2026-05-01T12:00:00Z' },
    };
    const response = await tally.deliver(await tally.appendAll([viewed]));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await tally.state('acme')).toEqual({});
  });
});
