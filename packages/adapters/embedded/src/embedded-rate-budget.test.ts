import { rateBudgetContract } from '@tributary/domain/quotas/rate-budget.contract';
import { opened } from './testing/temporary-state.ts';

rateBudgetContract(async () => (await opened()).embedded.rateBudget);
