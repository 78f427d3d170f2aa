import {
  assertLogs,
  assertWhole,
  lockDirectory,
  noteFiles,
  sweepHalfWritten,
} from '@tributary/adapter-embedded';
import { createApi } from '@tributary/api';
import type { ProjectionEntry, ProjectionScope } from '@tributary/domain/consumption';
import { cellId } from '@tributary/domain/placement';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import { type ClusterSession, streamName } from '@tributary/domain/topics';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from '@tributary/kernel';
import {
  ensurePlatform,
  finishDueErasures,
  OperationQueue,
  type ProvisioningPorts,
} from '@tributary/provisioning';
import { describeFailure } from '@tributary/sdk/consume';
import { createPublisher, type TenantPublisher } from '@tributary/sdk/publish';
import {
  type CodeReference,
  type ConsumerModule,
  PLATFORM_CATALOGUE,
  PLATFORM_CONSUMERS,
} from './consumer-modules.ts';
import { type Listening, listen } from './http-server.ts';
import { assertAllHaveCode, loadCatalogue } from './load-code.ts';
import type { Log } from './log.ts';
import { openPoller } from './poller/poller.ts';
import { openSigningKey } from './signing-key.ts';
import {
  makeStateDirectory,
  readOperatorToken,
  removeUrl,
  writeOperatorToken,
  writeUrl,
} from './state-files.ts';
import { type Job, startTimers } from './timers.ts';
import { KEYS_EVERY_MS, openProcessPorts, type ProcessPorts } from './wiring/process-ports.ts';
import { provisioningPorts } from './wiring/provisioning-ports.ts';

export type PlatformOptions = {
  readonly directory: string;
  /** `127.0.0.1` where it is absent. */
  readonly host?: string;
  /** 0, or absent: the machine chooses. */
  readonly port?: number;
  readonly catalogue?: CodeReference;
  readonly consumers?: readonly ConsumerModule[];
  readonly clock?: Clock;
  readonly log?: Log;
};

export type Platform = AsyncDisposable & {
  readonly url: string;
  readonly operatorToken: string;
  readonly directory: string;
  /** Operations that an earlier start left unfinished and this one goes on with. */
  readonly resumed: number;
  /** An id that nobody has had, for the examples that are shown. */
  readonly exampleTenant: string;
  /** For a service developer's code in this process. */
  readonly publisher: TenantPublisher;
  /**
   * The cluster of a cell as the tenant's own role sees it.
   *
   * @throws {TenantIdInvalid}
   */
  readonly tenantSession: (tenant: string, cell: string) => ClusterSession;
  /**
   * The cluster of a cell as the replay worker of a stream sees it: it reads the stream's topics and writes nothing.
   *
   * @throws {StreamNameInvalid}
   */
  readonly streamSession: (stream: string, cell: string) => ClusterSession;
  /**
   * All that a consumer keeps for a tenant, in order of key.
   *
   * @throws {TenantIdInvalid}
   */
  readonly readModel: (tenant: string, consumer: string) => Promise<readonly ReadModelEntry[]>;
  /** Resolves when every subscription that is not failing has delivered what was there. */
  readonly idle: () => Promise<void>;
};

export type ReadModelEntry = ProjectionEntry & { readonly key: string };

const OPERATIONS_AT_ONCE = 32;

/**
 * Starts the whole platform in this process and resolves once the API answers. Disposed of, it finishes the batches that are
 * on their way and leaves everything as the next start expects it.
 *
 * @throws {DirectoryUnusable}
 * @throws {StateLocked} another platform runs on the directory.
 * @throws {StateDamaged}
 * @throws {CodeMissing} a consumer of the catalogue has no code.
 * @throws {PortInUse}
 * @throws {AddressRefused}
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { clock = systemClock, directory, log = () => undefined } = options;
  const { catalogue: catalogueCode = PLATFORM_CATALOGUE, consumers = PLATFORM_CONSUMERS } = options;
  await using stack = new AsyncDisposableStack();
  await makeStateDirectory(directory);
  stack.use(lockDirectory(directory));
  sweepHalfWritten(directory);
  assertWhole(directory);
  const catalogue = await loadCatalogue(catalogueCode);
  assertAllHaveCode(catalogue, consumers);
  const process = stack.use(
    await openProcessPorts({ catalogue, clock, directory, isConsumer: false }),
  );
  await checkState(process);
  const signer = await openSigningKey(directory);
  const poller = stack.use(
    openPoller({ process, log, environment: { directory, catalogue: catalogueCode, consumers } }),
  );
  const ports = provisioningPorts({ process, poller, signer });
  await ensurePlatform(ports);
  const note = () => noteFiles(directory, process.embedded.files.clusters.list());
  note();
  stack.defer(note);
  await poller.start();
  const queue = stack.use(operationQueue(ports, log));
  const resumed = await ports.registry.unfinished();
  await Promise.all(resumed.map(({ id }) => queue.start(id)));
  stack.use(startTimers(jobs(ports, process, queue, log), log));
  const operatorToken = await ensureOperatorToken(process, directory, clock);
  const server = stack.use(await serve({ options, ports, process, queue, log }));
  await writeUrl(directory, server.url);
  stack.defer(() => removeUrl(directory));
  const owned = stack.move();
  return {
    url: server.url,
    operatorToken,
    directory,
    resumed: resumed.length,
    exampleTenant: await freeTenantId(process),
    publisher: createPublisher(process.publisher),
    tenantSession: (tenant, cell) => tenantSession(process, tenantId(tenant), cell),
    streamSession: (stream, cell) =>
      process.embedded.sessions.session(cellId(cell), {
        kind: 'replayer',
        stream: streamName(stream),
      }),
    readModel: (tenant, consumer) => readModel(process, { tenant: tenantId(tenant), consumer }),
    idle: () => poller.idle(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Of what is damaged the start tells, not the first that needs it. Takes about a second a gigabyte.
 *
 * @throws {StateDamaged}
 */
async function checkState({ embedded }: ProcessPorts): Promise<void> {
  assertLogs(embedded.directory, embedded.files.clusters.list());
  embedded.check();
  const row = embedded.files.keys.get('SELECT tenant FROM branch_keys LIMIT 1');
  if (row !== undefined) {
    const { material } = await embedded.vault.branchKey(tenantId(row['tenant']), 'current');
    material.fill(0);
  }
}

async function freeTenantId({ embedded }: ProcessPorts): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = attempt === 1 ? 'acme' : `acme-${attempt}`;
    if ((await embedded.registry.find(tenantId(id))) === undefined) {
      return id;
    }
  }
}

function operationQueue(ports: ProvisioningPorts, log: Log): OperationQueue {
  return new OperationQueue(ports, {
    concurrency: OPERATIONS_AT_ONCE,
    onEnd: ({ failure, id, kind, state, tenant }) => {
      const level = state === 'succeeded' ? 'info' : 'warn';
      const why = failure === undefined ? {} : { step: failure.step, code: failure.code };
      log(level, `${kind} has ${state}`, { operation: id, tenant, ...why });
    },
    onError: (error, operation) => {
      log('error', 'an operation could not be run; the next sweep tries again', {
        ...describeFailure(error),
        operation,
      });
    },
  });
}

/** What EventBridge Scheduler does on AWS. */
function jobs(
  ports: ProvisioningPorts,
  { clock, embedded, keyRing }: ProcessPorts,
  queue: OperationQueue,
  log: Log,
): readonly Job[] {
  return [
    {
      name: 'retention',
      everyMs: MINUTE_MS,
      run: async () => {
        await embedded.enforceRetention(clock.now());
      },
    },
    {
      name: 'sweep',
      everyMs: 30 * SECOND_MS,
      run: async () => {
        for (const { id } of await ports.registry.unfinished()) {
          await queue.start(id);
        }
      },
    },
    {
      name: 'note-files',
      everyMs: 30 * SECOND_MS,
      run: async () => noteFiles(embedded.directory, embedded.files.clusters.list()),
    },
    {
      name: 'due-erasures',
      everyMs: HOUR_MS,
      run: async () => {
        for (const finished of await finishDueErasures(ports, clock.now())) {
          if (finished.kind !== 'erased') {
            log('error', 'an erasure is due and has not ended', finished);
          }
        }
      },
    },
    { name: 'keys', everyMs: KEYS_EVERY_MS, run: () => keyRing.refresh() },
  ];
}

async function ensureOperatorToken(
  { embedded }: ProcessPorts,
  directory: string,
  clock: Clock,
): Promise<string> {
  const kept = await readOperatorToken(directory);
  const caller =
    kept === undefined ? undefined : await embedded.tokens.authenticate(kept, clock.now());
  if (kept !== undefined && caller?.kind === 'operator') {
    return kept;
  }
  const token = await embedded.tokens.issueOperator();
  await writeOperatorToken(directory, token);
  return token;
}

function serve({
  log,
  options,
  ports,
  process,
  queue,
}: {
  readonly options: PlatformOptions;
  readonly ports: ProvisioningPorts;
  readonly process: ProcessPorts;
  readonly queue: OperationQueue;
  readonly log: Log;
}): Promise<Listening> {
  const { embedded, keyRing, publisher } = process;
  const api = createApi({
    ...ports,
    tokens: embedded.tokens,
    keyRing,
    publisher,
    starter: queue,
    report: (error, facts) =>
      log('error', 'a request failed in a way that nobody foresaw', {
        ...describeFailure(error),
        ...facts,
      }),
  });
  return listen(api.fetch, { host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
}

function tenantSession(process: ProcessPorts, tenant: TenantId, cell: string): ClusterSession {
  return process.embedded.sessions.session(cellId(cell), { kind: 'tenant', tenant });
}

const READ_MODEL_PAGE = 1_000;

async function readModel(
  { embedded }: ProcessPorts,
  scope: ProjectionScope,
): Promise<readonly ReadModelEntry[]> {
  const entries: ReadModelEntry[] = [];
  for (;;) {
    const after = entries.at(-1)?.key;
    const page = await embedded.projections.list(scope, {
      limit: READ_MODEL_PAGE,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page);
    if (page.length < READ_MODEL_PAGE) {
      return entries;
    }
  }
}
