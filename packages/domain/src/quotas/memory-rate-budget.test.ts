import { describe } from 'vitest';
import { MemoryRateBudget } from './memory-rate-budget.ts';
import { rateBudgetContract } from './rate-budget.contract.ts';

describe('MemoryRateBudget', () => {
  rateBudgetContract(async () => new MemoryRateBudget());
});
