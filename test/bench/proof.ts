import {
  type KafkaCluster,
  type Principal,
  policyOf,
  proveIsolation,
} from '@tributary/domain/access';
import { tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import { atMost, type Finding } from './support/finding.ts';
import { interleaved } from './support/rounds.ts';

const TENANTS = 10_000;
const ROUNDS = 5;

const CLUSTER: KafkaCluster = {
  region: 'eu-central-1',
  account: '111122223333',
  name: 'cell-1',
  uuid: '5e8e6c1e-0000-4000-8000-000000000000-1',
};

/** All tenants of a platform, names that begin like others' among them, and one principal of each duty. */
export async function proof(): Promise<readonly Finding[]> {
  const ids = Array.from({ length: TENANTS }, (_, nth) =>
    tenantId(nth % 2 === 0 ? `acme-${nth}` : `acme-${nth - 1}-labs`),
  );
  const question = {
    tenants: ids.map((tenant) => ({
      tenant,
      policies: [policyOf({ kind: 'tenant', tenant }, CLUSTER)],
    })),
    others: duties().map((principal) => ({
      principal,
      policies: [policyOf(principal, CLUSTER)],
    })),
    cluster: CLUSTER,
  };
  const rounds = await interleaved(
    [
      {
        name: 'proof',
        times: 1,
        run: () => {
          if (proveIsolation(question).kind !== 'proved') {
            throw new RangeError('the policies of the platform do not isolate');
          }
        },
      },
    ],
    { rounds: ROUNDS, meter: 'wall' },
  );
  return [
    {
      what: 'isolation proof, 10,000 tenants with topics of their own',
      measured: rounds.spread((ns) => ns('proof') / 1e9),
      unit: 's',
      note: `and ${question.others.length} other principals`,
      target: atMost(10),
    },
  ];
}

function duties(): readonly Principal[] {
  const [first, ...rest] = ['orders', 'users', 'analytics'].map(streamName);
  if (first === undefined) {
    throw new RangeError('no streams');
  }
  const streams = [first, ...rest] as const;
  return [
    ...streams.map((stream) => ({ kind: 'shared-consumer', stream }) as const),
    ...streams.map((stream) => ({ kind: 'replayer', stream }) as const),
    { kind: 'publisher', streams },
    { kind: 'control-publisher' },
    { kind: 'provisioner' },
    { kind: 'access-admin' },
    { kind: 'subscriber' },
    { kind: 'eraser' },
    { kind: 'operator' },
  ];
}
