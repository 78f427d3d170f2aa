import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TenantId, tenantId } from '../tenancy/index.ts';
import { streamName } from '../topics/index.ts';
import type { TenantAccess } from './access-control.ts';
import type { Counterexample } from './crossings.ts';
import { decide } from './decide.ts';
import { clusterArn, groupArn, topicArn, transactionalIdArn } from './kafka-arn.ts';
import { type Arn, allow, deny, type PolicyDocument, policy, type Statement } from './policy.ts';
import { policyOf, TENANT_TAG, taggedTenantPolicy } from './policy-of.ts';
import type { Principal } from './principal.ts';
import {
  type IsolationProof,
  MAX_COUNTEREXAMPLES,
  MAX_COUNTEREXAMPLES_EACH,
  proveIsolation,
} from './prove-isolation.ts';

const CELL = { region: 'eu-central-1', account: '111122223333', name: 'cell-1', uuid: 'u-1' };
const [ACME, ACME_LABS, GLOBEX] = [tenantId('acme'), tenantId('acme-labs'), tenantId('globex')];
const ORDERS = streamName('orders');

function honest(tenant: TenantId): TenantAccess {
  return { tenant, policies: [policyOf({ kind: 'tenant', tenant }, CELL)] };
}

function may(tenant: TenantId, ...policies: readonly PolicyDocument[]): TenantAccess {
  return { tenant, policies };
}

function reads(pattern: string): PolicyDocument {
  return policy(allow('Read', ['kafka-cluster:ReadData'], [topicArn(CELL, pattern)]));
}

function prove(...tenants: readonly TenantAccess[]): IsolationProof {
  return proveIsolation({ tenants, others: [], cluster: CELL });
}

function refuted(proof: IsolationProof): readonly Counterexample[] {
  return proof.kind === 'refuted' ? proof.counterexamples : [];
}

describe('tenants who keep to themselves', () => {
  test('are proved to', () => {
    expect(prove(honest(ACME), honest(ACME_LABS), honest(GLOBEX))).toEqual({
      kind: 'proved',
      tenants: 3,
      reachedBy: [],
    });
  });

  test('are proved to with the policy that they share, each with its tag', () => {
    const tagged = (tenant: TenantId) => ({
      ...may(tenant, taggedTenantPolicy(CELL)),
      context: { [TENANT_TAG]: tenant },
    });
    expect(prove(tagged(ACME), tagged(ACME_LABS)).kind).toBe('proved');
  });

  test.each([
    ['no right at all', []],
    [
      'a right to every topic of another cluster',
      [policy(allow('X', ['kafka-cluster:ReadData'], [topicArn({ ...CELL, uuid: 'u-2' }, '*')]))],
    ],
    [
      'more than a right in its namespace',
      [policy(allow('X', ['kafka-cluster:DeleteTopic'], [topicArn(CELL, 'acme.?*')]))],
    ],
    [
      'a right that a Deny takes back',
      [
        reads('acme*'),
        policy(
          deny('X', ['kafka-cluster:ReadData'], [topicArn(CELL, 'acme?*')]),
          allow('Y', ['kafka-cluster:ReadData'], [topicArn(CELL, 'acme.*')]),
          deny('Z', ['kafka-cluster:ReadData'], [topicArn(CELL, 'acme')]),
        ),
      ],
    ],
    ['a right to the topics of a name that no topic can have', [reads('*/acme.*')]],
    [
      'a right to see the cluster',
      [
        policy(
          allow(
            'X',
            ['kafka-cluster:DescribeCluster', 'kafka-cluster:WriteDataIdempotently'],
            [clusterArn(CELL)],
          ),
        ),
      ],
    ],
    [
      'a right to something else altogether',
      [policy(allow('X', ['kms:Decrypt'], ['arn:aws:kms:eu-central-1:111122223333:key/k']))],
    ],
  ])('may have %s', (_, policies) => {
    expect(prove(may(ACME, ...policies), honest(ACME_LABS)).kind).toBe('proved');
  });
});

describe('a leak', () => {
  test.each([
    ['acme*', 'acme-labs.'],
    ['*', 'acme-labs.'],
    ['?cme-labs.*', 'acme-labs.'],
    ['acme?labs.orders', 'acme-labs.orders'],
    ['*.orders', 'acme-labs.orders'],
    ['acme-*', 'acme-labs.'],
    ['*s.orders', 'acme-labs.s.orders'],
  ])('by %s is shown on a name of the other tenant', (pattern, begin) => {
    const [found] = refuted(prove(may(ACME, reads(pattern)), honest(ACME_LABS)));
    expect(found).toMatchObject({
      first: 'acme',
      second: 'acme-labs',
      action: 'kafka-cluster:ReadData',
    });
    expect(found?.arn.startsWith(topicArn(CELL, begin.slice(0, 'acme-labs.'.length)))).toBe(true);
  });

  test.each([
    [
      'a group',
      policy(allow('X', ['kafka-cluster:AlterGroup'], [groupArn(CELL, 'acme*')])),
      groupArn(CELL, 'acme-labs.'),
    ],
    [
      'a group whose name holds a slash',
      policy(allow('X', ['kafka-cluster:AlterGroup'], ['arn:aws:kafka:*:*:group/*/acme.*'])),
      groupArn(CELL, 'acme-labs.'),
    ],
    [
      'a transactional id',
      policy(allow('X', ['kafka-cluster:AlterTransactionalId'], [transactionalIdArn(CELL, '*')])),
      transactionalIdArn(CELL, 'acme-labs.'),
    ],
    [
      'an ARN that pins no cluster',
      policy(allow('X', ['kafka-cluster:WriteData'], ['arn:aws:kafka:*'])),
      topicArn(CELL, 'acme-labs.'),
    ],
  ])('of %s is found', (_, document, begin) => {
    const [found] = refuted(prove(may(ACME, document), honest(ACME_LABS)));
    expect(found).toMatchObject({ first: 'acme', second: 'acme-labs' });
    expect(found?.arn.startsWith(begin)).toBe(true);
  });

  test.each(['kafka-cluster:*', 'kafka-cluster:?eadData', 'kafka-cluster:readdata'] as const)(
    'by the actions %s is found',
    (action) => {
      const statement: Statement = { Sid: 'X', Effect: 'Allow', Action: [action], Resource: ['*'] };
      const found = refuted(prove(may(ACME, policy(statement)), honest(ACME_LABS)));
      expect(found.map(({ action: reached }) => reached)).toContain('kafka-cluster:ReadData');
    },
  );

  test('to a cluster that all share is one to every tenant', () => {
    const admin = policy(allow('X', ['kafka-cluster:AlterCluster'], [clusterArn(CELL)]));
    expect(refuted(prove(may(ACME, admin), honest(GLOBEX)))).toEqual([
      {
        first: 'acme',
        second: 'globex',
        action: 'kafka-cluster:AlterCluster',
        arn: clusterArn(CELL),
      },
    ]);
    expect(refuted(prove(may(ACME, admin)))).toEqual([
      { first: 'acme', action: 'kafka-cluster:AlterCluster', arn: clusterArn(CELL) },
    ]);
  });

  test('to a cluster is none where a Deny stands before it', () => {
    const admin = policy(
      allow('X', ['kafka-cluster:AlterCluster'], [clusterArn(CELL)]),
      deny('Y', ['kafka-cluster:AlterCluster'], ['arn:aws:kafka:*']),
    );
    expect(prove(may(ACME, admin), honest(GLOBEX)).kind).toBe('proved');
  });

  test('to names of nobody yet is one, without a second tenant', () => {
    expect(refuted(prove(may(ACME, reads('acme-l*')), honest(GLOBEX)))).toEqual([
      { first: 'acme', action: 'kafka-cluster:ReadData', arn: topicArn(CELL, 'acme-l') },
    ]);
  });

  test('to the pool is one', () => {
    expect(refuted(prove(may(ACME, reads('pool.orders')), honest(GLOBEX)))).toEqual([
      { first: 'acme', action: 'kafka-cluster:ReadData', arn: topicArn(CELL, 'pool.orders') },
    ]);
  });

  test('names every tenant that is crossed', () => {
    const found = refuted(prove(honest(ACME), may(GLOBEX, reads('acme*')), honest(ACME_LABS)));
    expect(found.map(({ first, second }) => [first, second])).toEqual([
      ['globex', 'acme'],
      ['globex', 'acme-labs'],
    ]);
  });

  test('is found in both of two tenants that reach each other', () => {
    const found = refuted(prove(may(ACME, reads('*')), may(GLOBEX, reads('*'))));
    expect(found.map(({ first, second }) => [first, second])).toEqual([
      ['acme', 'globex'],
      ['globex', 'acme'],
    ]);
  });

  test('stays a leak when the Deny that would take it back has a condition', () => {
    const whenTls = { Bool: { 'aws:SecureTransport': ['true'] } } as const;
    const perhaps = policy(deny('X', ['kafka-cluster:ReadData'], [topicArn(CELL, '*')], whenTls));
    expect(prove(may(ACME, reads('*'), perhaps), honest(GLOBEX)).kind).toBe('refuted');
  });

  test('stays a leak when it has a condition', () => {
    const whenTls = { Bool: { 'aws:SecureTransport': ['true'] } } as const;
    const perhaps = policy(allow('X', ['kafka-cluster:ReadData'], [topicArn(CELL, '*')], whenTls));
    expect(prove(may(ACME, perhaps), honest(GLOBEX)).kind).toBe('refuted');
  });

  test('is assumed where nothing is known of a variable', () => {
    expect(prove(may(ACME, taggedTenantPolicy(CELL)), honest(GLOBEX)).kind).toBe('refuted');
  });

  test('is assumed where a Deny hangs on a variable of which nothing is known', () => {
    const own: Arn = topicArn(CELL, `\${aws:PrincipalTag/other}.*`);
    const perhaps = policy(deny('X', ['kafka-cluster:ReadData'], [own]));
    expect(prove(may(ACME, reads('*'), perhaps), honest(GLOBEX)).kind).toBe('refuted');
  });
});

describe('two entries of one tenant', () => {
  test('share a namespace', () => {
    expect(refuted(prove(honest(ACME), honest(GLOBEX), honest(ACME)))).toEqual([
      {
        first: 'acme',
        second: 'acme',
        action: 'kafka-cluster:ReadData',
        arn: topicArn(CELL, 'acme.x'),
      },
    ]);
  });
});

describe('the list of counterexamples', () => {
  const tenants = Array.from({ length: 120 }, (_, at) => tenantId(`tenant-${at}`));

  test('is bounded for one principal', () => {
    const [leaky, ...others] = tenants.map((tenant) => honest(tenant));
    const found = refuted(prove(may(leaky?.tenant ?? ACME, reads('*')), ...others));
    expect(found).toHaveLength(MAX_COUNTEREXAMPLES_EACH);
  });

  test('is bounded in all', () => {
    const found = refuted(prove(...tenants.map((tenant) => may(tenant, reads('*')))));
    expect(found).toHaveLength(MAX_COUNTEREXAMPLES);
    expect(new Set(found.map(({ first }) => first)).size).toBe(10);
  });
});

describe('another principal', () => {
  const tenants = [honest(ACME), honest(ACME_LABS), honest(GLOBEX)];

  function proveWith(principal: Principal, ...policies: readonly PolicyDocument[]): IsolationProof {
    return proveIsolation({ tenants, others: [{ principal, policies }], cluster: CELL });
  }

  test.each<readonly [Principal, actions: readonly string[], tenants: number]>([
    [
      { kind: 'dedicated-consumer', tenant: ACME },
      ['DescribeTopic', 'ReadData', 'DescribeGroup', 'AlterGroup'],
      1,
    ],
    [
      { kind: 'shared-consumer', stream: ORDERS },
      ['DescribeTopic', 'ReadData', 'DescribeGroup', 'AlterGroup'],
      3,
    ],
    [{ kind: 'replayer', stream: ORDERS }, ['DescribeTopic', 'ReadData'], 3],
    [{ kind: 'publisher', streams: [ORDERS] }, ['DescribeTopic', 'WriteData'], 3],
    [
      { kind: 'provisioner' },
      ['CreateTopic', 'DescribeTopic', 'DescribeTopicDynamicConfiguration'],
      3,
    ],
    [
      { kind: 'subscriber' },
      ['DescribeTopic', 'DescribeTopicDynamicConfiguration', 'DescribeGroup'],
      3,
    ],
    [
      { kind: 'eraser' },
      [
        'DescribeTopic',
        'DeleteTopic',
        'DescribeTopicDynamicConfiguration',
        'DescribeGroup',
        'DeleteGroup',
      ],
      3,
    ],
    [
      { kind: 'operator' },
      ['DescribeTopic', 'DescribeTopicDynamicConfiguration', 'DescribeGroup'],
      3,
    ],
  ])('is listed with its reason: %j', (principal, actions, reached) => {
    expect(proveWith(principal, policyOf(principal, CELL))).toMatchObject({
      kind: 'proved',
      tenants: 3,
      reachedBy: [
        {
          reason: expect.stringMatching(/\.$/),
          actions: actions.map((action) => `kafka-cluster:${action}`),
          tenants: reached,
        },
      ],
    });
  });

  test.each<Principal>([
    { kind: 'control-publisher' },
    { kind: 'access-admin' },
    { kind: 'dedicated-consumer', tenant: tenantId('initech') },
  ])('is not listed when it reaches no tenant: %j', (principal) => {
    expect(proveWith(principal, policyOf(principal, CELL))).toMatchObject({ reachedBy: [] });
  });

  test.each<readonly [string, Principal, PolicyDocument, string]>([
    [
      'writes though it should read',
      { kind: 'replayer', stream: ORDERS },
      policy(allow('X', ['kafka-cluster:WriteData'], [topicArn(CELL, '*.orders')])),
      'replayer:orders',
    ],
    [
      'reads another stream',
      { kind: 'shared-consumer', stream: ORDERS },
      reads('*.identity'),
      'shared-consumer:orders',
    ],
    [
      'reads for another tenant',
      { kind: 'dedicated-consumer', tenant: GLOBEX },
      reads('acme.*'),
      'dedicated-consumer:globex',
    ],
    ['reads everything', { kind: 'operator' }, reads('*'), 'operator'],
  ])('that %s is a counterexample', (_, principal, document, first) => {
    const [found] = refuted(proveWith(principal, policyOf(principal, CELL), document));
    expect(found).toMatchObject({ first, second: 'acme' });
    expect(found?.arn.startsWith(topicArn(CELL, 'acme.'))).toBe(true);
  });

  test('that may more for its own tenant than its duty is a counterexample', () => {
    const principal: Principal = { kind: 'dedicated-consumer', tenant: ACME };
    const writes = policy(allow('X', ['kafka-cluster:WriteData'], [topicArn(CELL, 'acme.*')]));
    expect(refuted(proveWith(principal, writes))).toMatchObject([
      { first: 'dedicated-consumer:acme', second: 'acme', action: 'kafka-cluster:WriteData' },
    ]);
  });

  test('may have a right beyond its duty that a Deny takes back', () => {
    const nothing = policy(deny('X', ['kafka-cluster:ReadData'], ['arn:aws:kafka:*']));
    expect(proveWith({ kind: 'operator' }, reads('*'), nothing).kind).toBe('proved');
  });

  test('reaches no tenant by connecting, on whatever cluster', () => {
    const anywhere = policy(allow('X', ['kafka-cluster:Connect'], ['arn:aws:kafka:*']));
    expect(proveWith({ kind: 'provisioner' }, anywhere)).toMatchObject({
      kind: 'proved',
      reachedBy: [],
    });
  });

  test('that lacks a Deny of its duty is a counterexample', () => {
    const unguarded = policy(allow('X', ['kafka-cluster:DeleteTopic'], [topicArn(CELL, '*.*')]));
    expect(refuted(proveWith({ kind: 'eraser' }, unguarded))).toEqual([
      {
        first: 'eraser',
        action: 'kafka-cluster:DeleteTopic',
        arn: expect.stringContaining('pool.'),
      },
      {
        first: 'eraser',
        action: 'kafka-cluster:DeleteTopic',
        arn: expect.stringContaining('platform.'),
      },
    ]);
  });

  test('that may change the cluster is a counterexample', () => {
    const admin = policy(allow('X', ['kafka-cluster:AlterCluster'], [clusterArn(CELL)]));
    expect(refuted(proveWith({ kind: 'operator' }, admin))).toMatchObject([
      { first: 'operator', arn: clusterArn(CELL) },
    ]);
  });
});

describe('random policies', () => {
  const IDS = ['aab', 'aab-b', 'aba', 'bab'].map(tenantId);
  /** Names that are tried: what each tenant could call a topic or a group, in one or two letters. */
  const TAILS = ['a', 'b', '-', '.', '-b', '.a', 'ab', 'b.'];
  const glob = fc.string({
    unit: fc.constantFrom('a', 'b', '-', '.', '*', '?'),
    minLength: 1,
    maxLength: 7,
  });
  const planted = fc.constantFrom('aab*', '*', '?ab.*', 'aab?b.*', '*b.a', 'aab.*', '?a?.*', 'b*');
  const document = fc
    .tuple(fc.oneof(glob, planted), fc.option(glob, { nil: undefined }), fc.boolean())
    .map(([allowed, denied, isTopic]) => {
      const action = isTopic ? 'kafka-cluster:ReadData' : 'kafka-cluster:AlterGroup';
      const arn = isTopic ? topicArn : groupArn;
      const allowing = allow('Allow', [action], [arn(CELL, allowed)]);
      return denied === undefined
        ? policy(allowing)
        : policy(allowing, deny('Deny', [action], [arn(CELL, denied)]));
    });
  const everybody = fc
    .tuple(...IDS.map(() => fc.array(document, { maxLength: 2 })))
    .map((policies) => IDS.map((tenant, at) => may(tenant, ...(policies[at] ?? []))));

  function isAllowed({ policies }: TenantAccess, arn: string): boolean {
    const action = arn.includes(':topic/') ? 'kafka-cluster:ReadData' : 'kafka-cluster:AlterGroup';
    return decide({ action, resource: arn }, { identity: policies }).kind === 'allow';
  }

  function crossed(tenants: readonly TenantAccess[]): readonly string[] {
    return tenants.flatMap((first) =>
      IDS.filter((second) => second !== first.tenant)
        .filter((second) =>
          TAILS.flatMap((tail) =>
            [topicArn, groupArn].map((arn) => arn(CELL, `${second}.${tail}`)),
          ).some((arn) => isAllowed(first, arn)),
        )
        .map((second) => `${first.tenant} ${second}`),
    );
  }

  test('hide no crossing that trying names one by one finds', () => {
    fc.assert(
      fc.property(everybody, (tenants) => {
        const found = refuted(prove(...tenants)).map(({ first, second }) => `${first} ${second}`);
        expect(found).toEqual(expect.arrayContaining([...crossed(tenants)]));
      }),
      { numRuns: 500 },
    );
  });

  test('are refuted only by what the first may do to what is not its own', () => {
    fc.assert(
      fc.property(everybody, (tenants) => {
        for (const { first, second, arn } of refuted(prove(...tenants))) {
          const access = tenants.find(({ tenant }) => tenant === first) ?? may(ACME);
          expect(arn).toSatisfy((reached: string) => isAllowed(access, reached));
          expect(arn).not.toContain(`u-1/${first}.`);
          expect(arn).toContain(`u-1/${second === undefined ? '' : `${second}.`}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are proved exactly if no name outside reaches them', () => {
    const names = ['x', 'a', 'aa', 'aab', 'aab-', 'b.a', 'aabb', '.', '-', 'pool.a'];
    fc.assert(
      fc.property(document, (one) => {
        const access = may(tenantId('aab'), one);
        const reached = [
          ...names,
          ...IDS.slice(1).flatMap((id) => TAILS.map((tail) => `${id}.${tail}`)),
        ]
          .flatMap((name) => [topicArn(CELL, name), groupArn(CELL, name)])
          .filter((arn) => isAllowed(access, arn));
        const isProved = prove(access).kind === 'proved';
        expect(isProved && reached.length > 0).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('many tenants', () => {
  test('are proved as one is', () => {
    const tenants = Array.from({ length: 500 }, (_, at) => honest(tenantId(`tenant-${at}`)));
    const principal: Principal = { kind: 'eraser' };
    const others = [{ principal, policies: [policyOf(principal, CELL)] }];
    const proof = proveIsolation({ tenants, others, cluster: CELL });
    expect(proof).toMatchObject({ kind: 'proved', tenants: 500, reachedBy: [{ tenants: 500 }] });
  });
});
