import { defineConfig } from 'vitest/config';

type Kind = {
  readonly name: string;
  readonly include: readonly string[];
  readonly timeoutMs: number;
  readonly globalSetup?: string;
  /** Files run one after the other in the same processes: they keep nothing there, and a process for each takes half of the time. */
  readonly isShared?: boolean;
  /** Runs after all others, one file at a time: it compares times. */
  readonly isAlone?: boolean;
};

/** One project for each kind of test, so that a script can name the kinds that a machine can run. */
const kinds: readonly Kind[] = [
  { name: 'unit', include: ['packages/**/src/**/*.test.ts'], timeoutMs: 10_000, isShared: true },
  { name: 'contract', include: ['test/contract/**/*.test.ts'], timeoutMs: 20_000 },
  { name: 'integration', include: ['test/integration/**/*.test.ts'], timeoutMs: 60_000 },
  { name: 'isolation', include: ['test/isolation/**/*.test.ts'], timeoutMs: 60_000 },
  {
    name: 'architecture',
    include: ['test/architecture/**/*.test.ts'],
    timeoutMs: 30_000,
    globalSetup: 'test/architecture/suites-not-run.ts',
  },
  {
    name: 'kafka',
    include: ['test/kafka/**/*.test.ts'],
    timeoutMs: 60_000,
    globalSetup: 'test/kafka/support/start-broker.ts',
  },
  { name: 'faults', include: ['test/faults/**/*.test.ts'], timeoutMs: 120_000 },
  { name: 'timing', include: ['test/timing/**/*.test.ts'], timeoutMs: 60_000, isAlone: true },
];

export default defineConfig({
  test: {
    projects: kinds.map(
      ({ name, include, timeoutMs, globalSetup = [], isAlone = false, isShared = false }) => ({
        test: {
          name,
          include: [...include],
          testTimeout: timeoutMs,
          hookTimeout: timeoutMs,
          globalSetup,
          isolate: !isShared,
          fileParallelism: !isAlone,
          sequence: { groupOrder: isAlone ? 1 : 0 },
        },
      }),
    ),
    coverage: {
      provider: 'v8',
      include: ['packages/{domain,provisioning}/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.contract.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
