import { subscriptionsContract } from '@tributary/domain/consumption/subscriptions.contract';
import { opened } from './testing/temporary-state.ts';

subscriptionsContract(async () => (await opened()).embedded.subscriptions);
