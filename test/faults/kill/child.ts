import { flushCompileCache } from 'node:module';
import { operationId } from '@tributary/domain/tenancy';
import { runOperation } from '@tributary/provisioning';
import { openRig, portsOf } from './open-rig.ts';
import { type Errand, isSamePoint, type KillPoint } from './scenario.ts';

/* Runs one operation and dies at one point of it, by its own hand and without a chance to tidy up. */

const { directory, scenario, operation, dieAt }: Errand = JSON.parse(process.argv[2] ?? '');
await using rig = await openRig(directory);
const passed: KillPoint[] = [];
await runOperation(portsOf(rig, scenario), operationId(operation), {
  observe: ({ step, at }) => {
    passed.push({ step, at });
    if (dieAt !== undefined && isSamePoint(dieAt, { step, at })) {
      process.kill(process.pid, 'SIGKILL');
    }
  },
});
flushCompileCache();
process.stdout.write(JSON.stringify(passed));
