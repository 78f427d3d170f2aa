import { describe } from 'vitest';
import { MemoryUsageMeter } from './memory-usage-meter.ts';
import { usageMeterContract } from './usage-meter.contract.ts';

describe('MemoryUsageMeter', () => {
  usageMeterContract(async () => new MemoryUsageMeter());
});
