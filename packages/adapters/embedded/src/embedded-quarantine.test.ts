import { quarantineContract } from '@tributary/domain/consumption/quarantine.contract';
import { tenantId } from '@tributary/domain/tenancy';
import { describe, expect, test } from 'vitest';
import { opened } from './testing/temporary-state.ts';

quarantineContract(async () => (await opened()).embedded.quarantine);

describe('an id that names no record', () => {
  test.each([
    '',
    'tally',
    'tally/pool.orders/3',
    '../../../etc/passwd/0/0',
    'tally/pool.orders/3/../../4/5',
    'tally/../0/0',
    'tally/pool.orders/3/41/',
  ])('is not found and removes nothing: %j', async (id) => {
    const { quarantine } = (await opened()).embedded;
    expect(await quarantine.find(tenantId('acme'), id)).toBeUndefined();
    await expect(quarantine.remove(tenantId('acme'), id)).resolves.toBeUndefined();
  });
});
