/**
 * The partition of a key as Kafka's default partitioner chooses it, so that every language lands on the same one.
 * Source: `Utils.murmur2` and `BuiltInPartitioner.partitionForKey` of Apache Kafka's Java client.
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const tail = data.length & ~3;
  let hash = SEED ^ data.length;
  for (let at = 0; at < tail; at += 4) {
    let word = Math.imul(view.getInt32(at, true), M);
    word ^= word >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  const left = data.length - tail;
  for (let at = left - 1; at >= 0; at -= 1) {
    hash ^= view.getUint8(tail + at) << (8 * at);
  }
  if (left > 0) {
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}
