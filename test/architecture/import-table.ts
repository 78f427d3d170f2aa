const rules = ['kernel', 'domain'] as const;
const service = ['kernel', 'contract', 'domain', 'catalogue', 'sdk'] as const;
const adapter = [...rules, 'provisioning'] as const;

/** Who may import whom: a room, and the packages that it may name. A room that is not here may not exist. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  'packages/kernel': [],
  'packages/contract': ['kernel', 'domain'],
  'packages/domain': ['kernel'],
  'packages/catalogue': rules,
  'packages/provisioning': rules,
  'packages/api': [...rules, 'contract', 'catalogue', 'provisioning'],
  'packages/sdk': [...rules, 'contract'],
  'packages/services/analytics': service,
  'packages/services/orders': service,
  'packages/adapters/embedded': adapter,
  'packages/adapters/kafka': adapter,
  'packages/local': [
    ...adapter,
    'contract',
    'catalogue',
    'api',
    'sdk',
    'adapter-embedded',
    'service-analytics',
    'service-orders',
  ],
  'packages/demo': ['kernel', 'contract', 'catalogue', 'sdk', 'local'],
  'packages/cli': ['kernel', 'contract', 'domain'],
};

/** What the tests of a room may name besides: the embedded adapter has passed the contracts of the ports that they need. */
export const testTable: Readonly<Record<string, readonly string[]>> = {
  'packages/provisioning': ['adapter-embedded'],
};
