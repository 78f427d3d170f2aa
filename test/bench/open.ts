import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { ENVELOPE_OVERHEAD_BYTES, type EnvelopeContext, KeyRing } from '@tributary/domain/keys';
import { MemoryKeyVault } from '@tributary/domain/keys/testing';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { KIB, systemClock } from '@tributary/kernel';
import { bareOpen, bareSeal, boundBytes } from './support/bare-cipher.ts';
import { atMost, type Finding } from './support/finding.ts';
import { interleaved, type Work } from './support/rounds.ts';
import { spreadOf } from './support/spread.ts';

const TENANTS = 1_000;
const RECORDS = 16_000;
const SALTS = 16;
const ROUNDS = 18;

type Sealed = { readonly context: EnvelopeContext; readonly bytes: Buffer };

/** A consumer opens the records of many tenants in turn, each sealed by one of so many publisher processes. */
export async function open(): Promise<readonly Finding[]> {
  const vault = new MemoryKeyVault();
  const tenants = Array.from({ length: TENANTS }, (_, nth) => tenantId(`tenant-${nth}`));
  await Promise.all(tenants.map((tenant) => vault.create(tenant)));
  const newRing = () => new KeyRing({ vault, clock: systemClock });
  const plaintext = randomBytes(KIB);
  const contexts = Array.from({ length: RECORDS }, (_, nth) => contextOf(tenants, nth));
  const sealedBy = (rings: readonly KeyRing[]) => sealAll(contexts, plaintext, rings);
  const one = await sealedBy([newRing()]);
  const sixteen = await sealedBy(Array.from({ length: SALTS }, newRing));
  const forgetful = new KeyRing({ vault, clock: systemClock, limits: { maxDataKeys: 2 } });
  const [lone = tenantId('tenant-0')] = tenants;
  const ofOne = contexts.map((context) => ({ ...context, tenant: lone }));
  const works = [
    bareWork(tenants, contexts, plaintext),
    openWork('one salt', one, newRing()),
    openWork('one tenant', await sealAll(ofOne, plaintext, [newRing()]), newRing()),
    openWork('16 salts', sixteen, newRing()),
    openWork('a salt each', sixteen, forgetful),
  ];
  const rounds = await interleaved(works, { rounds: ROUNDS, meter: 'cpu' });
  const note = `of one bare AES-256-GCM open with the same AAD (${rounds.text('bare')}), CPU time`;
  const report = (what: string, work: string) =>
    ({ what, measured: rounds.ratio(work, 'bare'), unit: 'x', note }) as const;
  return [
    {
      ...report('open, 1 KB, 1,000 tenants, warm, one publisher each', 'one salt'),
      target: atMost(1.25),
    },
    report('the same, one tenant', 'one tenant'),
    report('the same, 16 publishers (salts) of each tenant', '16 salts'),
    report('the same, every record under a key that is derived anew', 'a salt each'),
    {
      what: 'bytes that the envelope adds',
      measured: spreadOf([ENVELOPE_OVERHEAD_BYTES]),
      unit: 'bytes',
      target: atMost(64),
    },
  ];
}

function contextOf(tenants: readonly TenantId[], nth: number): EnvelopeContext {
  const tenant = tenants[nth % tenants.length];
  if (tenant === undefined) {
    throw new RangeError('no tenants');
  }
  return {
    tenant,
    stream: 'orders',
    eventId: randomUUID(),
    type: 'OrderPlaced',
    dataSchema: 'urn:tributary:orders:OrderPlaced:1',
    subject: randomBytes(16).toString('base64url'),
    source: '/tributary/orders',
    time: new Date(1_770_000_000_000 + nth).toISOString(),
  };
}

/** Each tenant's records go through all of the publishers' key rings in turn. */
function sealAll(
  contexts: readonly EnvelopeContext[],
  plaintext: Buffer,
  rings: readonly KeyRing[],
): Promise<readonly Sealed[]> {
  return Promise.all(
    contexts.map(async (context, nth) => {
      const ring = rings[Math.floor(nth / TENANTS) % rings.length];
      if (ring === undefined) {
        throw new RangeError('no publishers');
      }
      return { context, bytes: await ring.seal(context, plaintext) };
    }),
  );
}

function bareWork(
  tenants: readonly TenantId[],
  contexts: readonly EnvelopeContext[],
  plaintext: Buffer,
): Work {
  const keys = tenants.map(() => createSecretKey(randomBytes(32)));
  const records = contexts.flatMap((context, nth) => {
    const key = keys[nth % keys.length];
    const bound = boundBytes(context);
    return key === undefined ? [] : [{ key, bound, bytes: bareSeal(key, bound, plaintext) }];
  });
  return {
    name: 'bare',
    times: RECORDS,
    run: () => {
      for (const { key, bound, bytes } of records) {
        bareOpen(key, bound, bytes);
      }
    },
  };
}

function openWork(name: string, sealed: readonly Sealed[], ring: KeyRing): Work {
  return {
    name,
    times: RECORDS,
    prepare: () =>
      ring.prefetch(
        sealed.map(({ context, bytes }) => ({ tenant: context.tenant, sealed: bytes })),
      ),
    run: async () => {
      for (const { context, bytes } of sealed) {
        // The feed of destroyed keys is read again every 30 seconds.
        if (ring.openReady(context, bytes) === undefined) {
          await ring.open(context, bytes);
        }
      }
    },
  };
}
