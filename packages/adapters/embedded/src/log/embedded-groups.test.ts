import { groupsContract } from '@tributary/domain/topics/groups.contract';
import { openedCluster } from '../testing/temporary-state.ts';

groupsContract(openedCluster);
