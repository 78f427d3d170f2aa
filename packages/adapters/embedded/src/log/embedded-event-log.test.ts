import { eventLogContract } from '@tributary/domain/topics/event-log.contract';
import { openedCluster } from '../testing/temporary-state.ts';

eventLogContract(openedCluster);
