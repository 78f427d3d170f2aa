import type { TestProject } from 'vitest/node';

/** After the last test: which suites this run left out, why, and how to run them. */
export function setup({ vitest }: TestProject): (() => void) | undefined {
  if (vitest.projects.some(({ name }) => name === 'kafka')) {
    return undefined;
  }
  return () => {
    process.stderr.write(
      'Not run: the suites on Apache Kafka, which need Java 17 and Maven. Run them: npm run test:kafka\n',
    );
  };
}
