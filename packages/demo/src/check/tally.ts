import { addCounts, type Counts, type Findings, NO_COUNTS } from './findings.ts';

const LIVE = 'live';
const TOUR = 'tour';

type Owner = { readonly tenant: string; readonly purpose: string };

/** Adds up what is found, event by event. */
export class Tally {
  readonly #tenants = new Map<string, Counts>();
  readonly #replays = new Map<string, Map<string, Counts>>();
  #others = NO_COUNTS;
  #altered = 0;
  #unknown = 0;
  #unreadable = 0;

  published(owner: Owner): void {
    this.count(LIVE, owner, { published: 1 });
  }

  count(run: string, { purpose, tenant }: Owner, counts: Partial<Counts>): void {
    if (run === LIVE && purpose === TOUR) {
      add(this.#tenants, tenant, counts);
    } else if (run === LIVE) {
      this.#others = addCounts(this.#others, counts);
    } else if (purpose === TOUR) {
      const tenants = this.#replays.get(run) ?? new Map<string, Counts>();
      this.#replays.set(run, tenants);
      add(tenants, tenant, counts);
    }
  }

  altered(): void {
    this.#altered += 1;
  }

  unknown(): void {
    this.#unknown += 1;
  }

  unreadable(): void {
    this.#unreadable += 1;
  }

  findings(): Findings {
    const publishedBy = (tenant: string) => this.#tenants.get(tenant)?.published ?? 0;
    const replays = [...this.#replays].map(([run, tenants]) => {
      const complete = [...tenants].map(([tenant, counts]) => {
        const published = publishedBy(tenant);
        return [tenant, withLost({ ...counts, published })] as const;
      });
      return [run, new Map(complete)] as const;
    });
    return {
      tenants: new Map([...this.#tenants].map(([tenant, counts]) => [tenant, withLost(counts)])),
      others: withLost(this.#others),
      replays: new Map(replays),
      altered: this.#altered,
      unknown: this.#unknown,
      unreadable: this.#unreadable,
    };
  }
}

function add(all: Map<string, Counts>, tenant: string, counts: Partial<Counts>): void {
  all.set(tenant, addCounts(all.get(tenant) ?? NO_COUNTS, counts));
}

function withLost(counts: Counts): Counts {
  return { ...counts, lost: counts.published - counts.consumed };
}
