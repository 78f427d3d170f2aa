import { createHash } from 'node:crypto';
import type { KafkaCluster } from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';

/** How policies name the cluster of a cell of this machine: the same for ever, whether it exists or not. */
export function clusterOf(cell: CellId): KafkaCluster {
  return { region: 'local', account: '000000000000', name: cell, uuid: uuidOf(cell) };
}

function uuidOf(cell: CellId): string {
  const digest = createHash('sha256').update(`tributary:cluster:${cell}`).digest('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digest.slice(from, to))
    .join('-');
}
