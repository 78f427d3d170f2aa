import { usageMeterContract } from '@tributary/domain/quotas/usage-meter.contract';
import { opened } from './testing/temporary-state.ts';

usageMeterContract(async () => (await opened()).embedded.usage);
