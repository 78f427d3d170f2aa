import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { accessAdminPolicy, tenantBoundary, tenantBoundaryArn } from './role-policies.ts';

const ACCOUNT = '111122223333';
const TENANT_ROLE = `arn:aws:iam::${ACCOUNT}:role/tributary/tenant/acme`;
const BOUNDED = { 'iam:PermissionsBoundary': tenantBoundaryArn(ACCOUNT) };

describe('the access admin', () => {
  const admin = { identity: [accessAdminPolicy(ACCOUNT)] };

  test.each(['iam:CreateRole', 'iam:PutRolePolicy'] as const)(
    'may %s of a tenant role within its boundary only',
    (action) => {
      const asked = { action, resource: TENANT_ROLE };
      const other = { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/mine` };
      expect(decide({ ...asked, context: BOUNDED }, admin).kind).toBe('allow');
      expect(decide({ ...asked, context: other }, admin).kind).toBe('deny');
      expect(decide(asked, admin).kind).toBe('deny');
    },
  );

  test.each(['iam:DeleteRole', 'iam:DeleteRolePolicy', 'iam:GetRole'] as const)(
    'may %s of a tenant role and of no other',
    (action) => {
      const other = `arn:aws:iam::${ACCOUNT}:role/tributary/eraser`;
      expect(decide({ action, resource: TENANT_ROLE }, admin).kind).toBe('allow');
      expect(decide({ action, resource: other }, admin).kind).toBe('deny');
    },
  );

  test.each([
    'iam:PassRole',
    'iam:AttachRolePolicy',
    'iam:DeleteRolePermissionsBoundary',
    'iam:PutRolePermissionsBoundary',
    'iam:UpdateAssumeRolePolicy',
    'sts:AssumeRole',
  ] as const)('may not %s', (action) => {
    expect(decide({ action, resource: TENANT_ROLE, context: BOUNDED }, admin).kind).toBe('deny');
  });
});

describe('the boundary of tenant roles', () => {
  const boundary = { identity: [tenantBoundary({ region: 'eu-central-1', account: ACCOUNT })] };
  const arn = (rest: string) => `arn:aws:kafka:eu-central-1:${ACCOUNT}:${rest}`;

  test.each([
    ['kafka-cluster:Connect', 'cluster/cell-2/u-9'],
    ['kafka-cluster:WriteData', 'topic/cell-2/u-9/acme.orders'],
    ['kafka-cluster:AlterGroup', 'group/cell-2/u-9/acme.orders.tally.1'],
  ] as const)('leaves room for %s on any cluster', (action, rest) => {
    expect(decide({ action, resource: arn(rest) }, boundary).kind).toBe('allow');
  });

  test.each([
    ['kafka-cluster:CreateTopic', 'topic/cell-2/u-9/acme.orders'],
    ['kafka-cluster:DeleteTopic', 'topic/cell-2/u-9/acme.orders'],
    ['kafka-cluster:DeleteGroup', 'group/cell-2/u-9/acme.orders.tally.1'],
    ['kafka-cluster:AlterCluster', 'cluster/cell-2/u-9'],
  ] as const)('leaves none for %s', (action, rest) => {
    expect(decide({ action, resource: arn(rest) }, boundary).kind).toBe('deny');
  });
});
