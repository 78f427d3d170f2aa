import { topicAdminContract } from '@tributary/domain/topics/topic-admin.contract';
import { openedCluster } from '../testing/temporary-state.ts';

topicAdminContract(openedCluster);
