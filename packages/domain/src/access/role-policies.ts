import { type Arn, allow, type PolicyDocument, policy } from './policy.ts';

/** Roles of tenants, and only these, live under this path. */
export const TENANT_ROLE_PATH = '/tributary/tenant/';

/** The managed policy that every tenant role has as its permissions boundary. */
export function tenantBoundaryArn(account: string): Arn {
  return `arn:aws:iam::${account}:policy/tributary/tenant-boundary`;
}

/**
 * The most that a tenant role may ever hold, whatever was written into it: to read and write records and to use groups, on
 * any cluster of the region, for cells come and go.
 */
export function tenantBoundary({
  region,
  account,
}: {
  readonly region: string;
  readonly account: string;
}): PolicyDocument {
  const any = (type: 'cluster' | 'topic' | 'group'): Arn =>
    `arn:aws:kafka:${region}:${account}:${type}/*`;
  return policy(
    allow(
      'Connect',
      ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'],
      [any('cluster')],
    ),
    allow(
      'Topics',
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData', 'kafka-cluster:WriteData'],
      [any('topic')],
    ),
    allow('Groups', ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [any('group')]),
  );
}

/**
 * Writes tenant roles: below their path, with their boundary, and without a right to pass any role or to assume one.
 * Source of the condition key: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function accessAdminPolicy(account: string): PolicyDocument {
  const tenantRoles: Arn = `arn:aws:iam::${account}:role${TENANT_ROLE_PATH}*`;
  return policy(
    allow('WriteWithinBoundary', ['iam:CreateRole', 'iam:PutRolePolicy'], [tenantRoles], {
      StringEquals: { 'iam:PermissionsBoundary': [tenantBoundaryArn(account)] },
    }),
    allow(
      'ReadAndTakeAway',
      [
        'iam:GetRole',
        'iam:ListRoles',
        'iam:TagRole',
        'iam:GetRolePolicy',
        'iam:ListRolePolicies',
        'iam:DeleteRolePolicy',
        'iam:DeleteRole',
      ],
      [tenantRoles],
    ),
  );
}
