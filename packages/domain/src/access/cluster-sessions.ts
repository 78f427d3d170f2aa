import type { CellId } from '../placement/index.ts';
import type { ClusterSession } from '../topics/index.ts';
import type { Principal } from './principal.ts';

/** Opens clusters under an identity; what the identity may do there is decided by the cluster, call by call. */
export interface ClusterSessions {
  /** Connects lazily: an unknown cell shows at the first call, as `ClusterUnavailable`. */
  session(cell: CellId, principal: Principal): ClusterSession;
}
