import { ConsumerFailed, type KafkaEvent } from '@tributary/domain/consumption';
import { describe, expect, test } from 'vitest';
import { ConsumersUnloadable } from '../errors.ts';
import { EnvironmentPool, type PoolLimits } from './environment-pool.ts';
import { ExecutionEnvironment } from './execution-environment.ts';

const entry = new URL('./testing/script-environment.ts', import.meta.url);
const event: KafkaEvent = {
  eventSource: 'aws:kafka',
  eventSourceArn: '',
  bootstrapServers: '',
  records: {},
};
const SUCCESS = { batchItemFailures: [] };

function poolOf(limits: Partial<PoolLimits> = {}): EnvironmentPool {
  return new EnvironmentPool({
    start: () => new ExecutionEnvironment(entry, undefined),
    limits: {
      healthy: 1,
      slowMs: 50,
      overdueMs: 50,
      suspect: 1,
      reserve: 1,
      threads: 6,
      ...limits,
    },
  });
}

const run = (pool: EnvironmentPool, consumer: string, timeoutMs = 10_000) =>
  pool.run({ consumer, event, timeoutMs }, 'healthy');

describe('the pool of execution environments', () => {
  test('runs batches, one after the other on one thread', async () => {
    await using pool = poolOf();
    await pool.warm();
    expect(await run(pool, 'succeed')).toEqual(SUCCESS);
    expect(await Promise.all([run(pool, 'succeed'), run(pool, 'succeed')])).toHaveLength(2);
  });

  test.each([
    ['spin', 'timed-out'],
    ['hang', 'timed-out'],
    ['exit', 'crashed'],
    ['throw', 'threw'],
  ])('a consumer that does %s fails as %s, and the next batch is run', async (consumer, how) => {
    await using pool = poolOf();
    const failed = await run(pool, consumer, 300).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConsumerFailed);
    expect(failed).toMatchObject({ facts: { consumer, how } });
    expect(await run(pool, 'succeed')).toEqual(SUCCESS);
  });

  test('a batch that is slow does not hold up the others', async () => {
    await using pool = poolOf();
    await pool.warm();
    const order: string[] = [];
    const spinning = run(pool, 'spin', 3_000).catch(() => order.push('spin'));
    const healthy = run(pool, 'succeed').then(() => order.push('succeed'));
    await Promise.all([spinning, healthy]);
    expect(order).toEqual(['succeed', 'spin']);
  });

  test('suspects wait for each other, and nobody waits for them', async () => {
    await using pool = poolOf({ threads: 3 });
    const order: string[] = [];
    const suspect = (consumer: string, timeoutMs: number) =>
      pool
        .run({ consumer, event, timeoutMs }, 'suspect')
        .then(() => order.push(`suspect ${consumer}`))
        .catch(() => order.push(`suspect ${consumer}`));
    const waiting = [suspect('hang', 1_500), suspect('succeed', 1_500)];
    await run(pool, 'succeed').then(() => order.push('healthy'));
    await Promise.all(waiting);
    expect(order).toEqual(['healthy', 'suspect hang', 'suspect succeed']);
  });

  test('a thread whose code does not load says so when the pool is warmed', async () => {
    const missing = new URL('./testing/no-such-code.ts', import.meta.url);
    await using pool = new EnvironmentPool({
      start: () => new ExecutionEnvironment(missing, undefined),
    });
    await expect(pool.warm()).rejects.toThrow(ConsumersUnloadable);
  });

  test('what is asked of a closed pool fails', async () => {
    const pool = poolOf();
    await pool[Symbol.asyncDispose]();
    await expect(run(pool, 'succeed')).rejects.toThrow(ConsumerFailed);
  });

  test('what waits when the pool is closed fails', async () => {
    const pool = poolOf();
    const running = run(pool, 'hang').catch((error: unknown) => error);
    const waiting = run(pool, 'succeed').catch((error: unknown) => error);
    await pool[Symbol.asyncDispose]();
    expect(await running).toBeInstanceOf(ConsumerFailed);
    expect(await waiting).toBeInstanceOf(ConsumerFailed);
  });
});
