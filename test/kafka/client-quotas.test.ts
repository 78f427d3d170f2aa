import { clientQuotasContract } from '@tributary/domain/quotas/client-quotas.contract';
import { kafkaCell, newTenants } from './support/kafka-world.ts';

const cell = kafkaCell();

clientQuotasContract(async () => ({ quotas: cell.quotas, ...newTenants() }));
