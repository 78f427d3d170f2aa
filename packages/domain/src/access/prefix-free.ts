/**
 * Two items, of which the name of one begins with the name of the other or equals it; `undefined` when there are none.
 * Sorted, whatever begins with a name stands right behind it, so neighbours are enough.
 */
export function prefixPair<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): readonly [shorter: Item, longer: Item] | undefined {
  const sorted = items
    .map((item) => ({ item, name: nameOf(item) }))
    .toSorted((a, b) => compare(a.name, b.name));
  for (const [index, longer] of sorted.entries()) {
    const shorter = sorted[index - 1];
    if (shorter !== undefined && longer.name.startsWith(shorter.name)) {
      return [shorter.item, longer.item];
    }
  }
  return undefined;
}

/** By code unit, as `startsWith` compares. */
function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
