import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import { type Principal, principalName } from './principal.ts';
import { reasonOf } from './reason-of.ts';

const ACME = tenantId('acme');
const [ORDERS, IDENTITY] = [streamName('orders'), streamName('identity')];

const NAMES: readonly (readonly [Principal, string])[] = [
  [{ kind: 'tenant', tenant: ACME }, 'tenant:acme'],
  [{ kind: 'dedicated-consumer', tenant: ACME }, 'dedicated-consumer:acme'],
  [{ kind: 'shared-consumer', stream: ORDERS }, 'shared-consumer:orders'],
  [{ kind: 'replayer', stream: ORDERS }, 'replayer:orders'],
  [{ kind: 'publisher', streams: [ORDERS, IDENTITY] }, 'publisher:identity,orders'],
  [{ kind: 'control-publisher' }, 'control-publisher'],
  [{ kind: 'provisioner' }, 'provisioner'],
  [{ kind: 'access-admin' }, 'access-admin'],
  [{ kind: 'subscriber' }, 'subscriber'],
  [{ kind: 'eraser' }, 'eraser'],
  [{ kind: 'operator' }, 'operator'],
];

describe('a principal', () => {
  test.each(NAMES)('%j is called %s', (principal, name) => {
    expect(principalName(principal)).toBe(name);
  });

  test('is called the same however its streams are listed', () => {
    const twice: Principal = { kind: 'publisher', streams: [IDENTITY, ORDERS, IDENTITY] };
    expect(principalName(twice)).toBe('publisher:identity,orders');
  });

  test('has a reason of its own to reach what it reaches', () => {
    const reasons = NAMES.map(([principal]) => reasonOf(principal));
    expect(new Set(reasons).size).toBe(NAMES.length);
  });
});
