export type Turns<Item> = {
  /** Whose turn it is: a tenant. */
  readonly of: (item: Item) => string;
  /** What the item takes of a turn; at least 1. */
  readonly costOf: (item: Item) => number;
  /** What each gets per turn; what is left over counts in the next one. */
  readonly quantum: number;
};

/**
 * The same items in an order in which everybody takes turns (deficit round robin), so that nobody waits behind all of
 * another's. The items of one keep their order.
 * Source: Shreedhar and Varghese, "Efficient Fair Queueing using Deficit Round Robin", 1995.
 */
export function takeTurns<Item>(items: readonly Item[], turns: Turns<Item>): readonly Item[] {
  let waiting = queuesOf(items, turns.of);
  if (waiting.length <= 1) {
    return items;
  }
  const ordered: Item[] = [];
  while (waiting.length > 0) {
    for (const queue of waiting) {
      queue.deficit += turns.quantum;
      takeTurn(queue, turns.costOf, ordered);
    }
    waiting = waiting.filter((queue) => queue.next < queue.items.length);
  }
  return ordered;
}

type Queue<Item> = { readonly items: Item[]; next: number; deficit: number };

function queuesOf<Item>(items: readonly Item[], of: Turns<Item>['of']): Queue<Item>[] {
  const queues = new Map<string, Queue<Item>>();
  for (const item of items) {
    const name = of(item);
    const queue = queues.get(name);
    if (queue === undefined) {
      queues.set(name, { items: [item], next: 0, deficit: 0 });
    } else {
      queue.items.push(item);
    }
  }
  return [...queues.values()];
}

function takeTurn<Item>(queue: Queue<Item>, costOf: Turns<Item>['costOf'], ordered: Item[]): void {
  while (queue.next < queue.items.length) {
    const item = queue.items[queue.next];
    if (item === undefined) {
      return;
    }
    const cost = costOf(item);
    if (cost > queue.deficit) {
      return;
    }
    queue.deficit -= cost;
    queue.next += 1;
    ordered.push(item);
  }
}
