import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operationId } from '@tributary/domain/tenancy';
import { resumeUnfinished } from '@tributary/provisioning';
import { type Dump, differences, dump } from './dump.ts';
import { openRig, portsOf } from './open-rig.ts';
import { prepareScenario } from './prepare-scenario.ts';
import { runChild } from './run-child.ts';
import type { KillPoint, Scenario } from './scenario.ts';

export type Undisturbed = {
  readonly state: string | undefined;
  readonly points: readonly KillPoint[];
  readonly dump: Dump;
};

/** One scenario: how it ends undisturbed, and how it ends when its process is killed and another one takes over. */
export class KillStage implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'tributary-kill-'));
  readonly #scenario: Scenario;
  #operation = '';
  #copies = 0;

  private constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  static async set(scenario: Scenario): Promise<KillStage> {
    const stage = new KillStage(scenario);
    stage.#operation = await prepareScenario(stage.#begun, scenario);
    return stage;
  }

  async undisturbed(): Promise<Undisturbed> {
    const directory = this.#copy();
    const { output } = await runChild(this.#errand(directory));
    return {
      state: await this.#stateIn(directory),
      points: JSON.parse(output),
      dump: dump(join(directory, 'state')),
    };
  }

  /** What is different in the end after a process died at this point; nothing should be. */
  async differencesAfterDeath(dieAt: KillPoint, expected: Dump): Promise<readonly string[]> {
    const directory = this.#copy();
    const { signal } = await runChild({ ...this.#errand(directory), dieAt });
    await this.#takeOver(directory);
    const found = differences(expected, dump(join(directory, 'state')));
    rmSync(directory, { recursive: true });
    const where = `killed at ${dieAt.step} ${dieAt.at}`;
    return signal === 'SIGKILL'
      ? found.map((difference) => `${where}: ${difference}`)
      : [`${where}: it was not killed`];
  }

  [Symbol.dispose](): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  get #begun(): string {
    return join(this.#root, 'begun');
  }

  async #takeOver(directory: string): Promise<void> {
    await using rig = await openRig(directory);
    await resumeUnfinished(portsOf(rig, this.#scenario));
  }

  async #stateIn(directory: string): Promise<string | undefined> {
    await using rig = await openRig(directory);
    return (await rig.ports.registry.operation(operationId(this.#operation)))?.state;
  }

  #errand(directory: string) {
    return { directory, scenario: this.#scenario, operation: this.#operation };
  }

  #copy(): string {
    this.#copies += 1;
    const directory = join(this.#root, `copy-${this.#copies}`);
    cpSync(this.#begun, directory, { recursive: true });
    return directory;
  }
}
