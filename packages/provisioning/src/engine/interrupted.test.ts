import { type Operation, OperationNotCancellable, tenantId } from '@tributary/domain/tenancy';
import { streamName } from '@tributary/domain/topics';
import { describe, expect, test } from 'vitest';
import { beginErasure } from '../erase-tenant/begin-erasure.ts';
import { beginOnboarding } from '../onboard-tenant/begin-onboarding.ts';
import type { ProvisioningPorts } from '../ports.ts';
import { beginReplay } from '../replay-tenant/begin-replay.ts';
import { beginResumption } from '../resume-tenant/begin-resumption.ts';
import { beginSuspension } from '../suspend-tenant/begin-suspension.ts';
import { overriding, ProvisioningRig } from '../testing/index.ts';
import { runOperation } from './run-operation.ts';

const ACME = tenantId('acme');
const ORDERS = streamName('orders');

class Interruption extends Error {
  override readonly name = 'Interruption';
}

type Part = keyof ProvisioningPorts;

/** What changes something outside of the registry. */
const PARTS = [
  'cells',
  'clusters',
  'vault',
  'access',
  'tokens',
  'subscriptions',
  'projections',
  'quarantine',
  'journal',
  'certificates',
  'readiness',
  'invoker',
] as const satisfies readonly Part[];

/** Ports of which each call does its work, once, and then never returns to its caller: the run is over. */
class Interrupter {
  readonly #seen = new Set<string>();
  #stop = new AbortController();

  get interruptions(): number {
    return this.#seen.size;
  }

  /** Runs the operation as often as it takes. */
  async run(ports: ProvisioningPorts, begun: Promise<Operation>): Promise<Operation> {
    const { id } = await begun;
    for (;;) {
      this.#stop = new AbortController();
      try {
        return await runOperation(this.#watched(ports), id, { signal: this.#stop.signal });
      } catch (error) {
        if (!(error instanceof Interruption)) {
          throw error;
        }
      }
    }
  }

  #watched(ports: ProvisioningPorts): ProvisioningPorts {
    const watched = PARTS.map((part) => [part, this.#interrupting(part, ports[part])]);
    const sessions = overriding(ports.sessions, {
      session: (cell, principal) => {
        const { log, topics, groups } = ports.sessions.session(cell, principal);
        return {
          log,
          topics: this.#interrupting(`topics of ${cell}`, topics),
          groups: this.#interrupting(`groups of ${cell}`, groups),
        };
      },
    });
    return { ...ports, ...Object.fromEntries(watched), sessions };
  }

  #interrupting<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, member) => {
        const call: unknown = Reflect.get(target, member);
        return typeof call === 'function'
          ? async (...parameters: readonly unknown[]) => {
              this.#stop.signal.throwIfAborted();
              const result: unknown = await Reflect.apply(call, target, parameters);
              this.#interruptOnce(`${name}.${String(member)}(${JSON.stringify(parameters)})`);
              return result;
            }
          : call;
      },
    });
  }

  #interruptOnce(what: string): void {
    if (!this.#seen.has(what)) {
      this.#seen.add(what);
      const reason = new Interruption(what);
      this.#stop.abort(reason);
      throw reason;
    }
  }
}

async function prepared(tier: string): Promise<ProvisioningRig> {
  const rig = await ProvisioningRig.fresh();
  await runOperation(rig.ports, (await beginOnboarding(rig.ports, { tenant: ACME, tier })).id);
  await rig.consumers.publish(ACME, ORDERS, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  await rig.consumers.deliver(ACME, ORDERS);
  return rig;
}

const BEGIN = {
  suspend: (ports: ProvisioningPorts) =>
    beginSuspension(ports, { tenant: ACME, pauseConsumers: true }),
  resume: (ports: ProvisioningPorts) => beginResumption(ports, { tenant: ACME }),
  replay: (ports: ProvisioningPorts) => beginReplay(ports, { tenant: ACME }),
  erase: (ports: ProvisioningPorts) =>
    beginErasure(ports, { tenant: ACME, confirm: ACME, basis: 'end of contract' }),
};

describe.each(['pooled', 'bridged', 'siloed'])(
  'a tenant of tier %s, whose operations are cut off after each call',
  (tier) => {
    test('is onboarded all the same', async () => {
      await using rig = await ProvisioningRig.fresh();
      const interrupter = new Interrupter();
      const begun = beginOnboarding(rig.ports, { tenant: ACME, tier });
      expect(await interrupter.run(rig.ports, begun)).toMatchObject({ state: 'succeeded' });
      expect(interrupter.interruptions).toBeGreaterThan(2);
      expect(await rig.consumers.count(ACME, 'tally')).toBe(1);
    });

    test('leaves nothing when its onboarding fails', async () => {
      await using rig = await ProvisioningRig.fresh();
      const cells = await rig.ports.cells.list();
      const probe = async (): Promise<never> => {
        throw new OperationNotCancellable('for good');
      };
      const ports = { ...rig.ports, readiness: { probe } };
      const begun = beginOnboarding(ports, { tenant: ACME, tier });
      expect(await new Interrupter().run(ports, begun)).toMatchObject({ state: 'undone' });
      expect(await rig.ports.cells.list()).toEqual(cells);
      expect(await rig.ports.subscriptions.list(ACME)).toEqual([]);
      expect(await rig.ports.vault.status(ACME)).toEqual({ kind: 'absent' });
    });

    test('is suspended and resumed all the same', async () => {
      await using rig = await prepared(tier);
      const before = await rig.ports.subscriptions.list(ACME);
      const interrupter = new Interrupter();
      await interrupter.run(rig.ports, BEGIN.suspend(rig.ports));
      expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'suspended' });
      await interrupter.run(rig.ports, BEGIN.resume(rig.ports));
      expect(await rig.ports.registry.find(ACME)).toMatchObject({ state: 'active' });
      expect(await rig.ports.subscriptions.list(ACME)).toEqual(before);
    });

    test('is replayed all the same, each event once', async () => {
      await using rig = await prepared(tier);
      const operation = await new Interrupter().run(rig.ports, BEGIN.replay(rig.ports));
      expect(operation).toMatchObject({ state: 'succeeded' });
      expect(await rig.consumers.count(ACME, 'tally')).toBe(8);
    });

    test('is erased all the same, and certified with what there was', async () => {
      await using rig = await prepared(tier);
      const operation = await new Interrupter().run(rig.ports, BEGIN.erase(rig.ports));
      expect(operation).toMatchObject({ state: 'succeeded' });
      expect(operation.notes['projectionEntries']).toBeGreaterThan(0);
      const signed = await rig.ports.certificates.find(ACME, operation.id, 'unreadable');
      expect(signed?.certificate.scope['keys']).toMatchObject({ destroyedVersions: [1] });
    });
  },
);

test('an observer that throws ends a run like a crash', async () => {
  await using rig = await ProvisioningRig.fresh();
  const { id } = await beginOnboarding(rig.ports, { tenant: ACME, tier: 'bridged' });
  const passed = new Set<string>();
  const observe = ({ step, at }: { readonly step: string; readonly at: string }): void => {
    const point = `${step} ${at}`;
    if (!passed.has(point)) {
      passed.add(point);
      throw new Interruption(point);
    }
  };
  const runs: string[] = [];
  while (!runs.includes('succeeded')) {
    const outcome = runOperation(rig.ports, id, { observe });
    runs.push(
      await outcome.then(
        ({ state }) => state,
        ({ name }: Error) => name,
      ),
    );
  }
  expect(runs.filter((outcome) => outcome === 'Interruption').length).toBe(passed.size);
  expect(await rig.consumers.count(ACME, 'tally')).toBe(1);
});
