import { createHash } from 'node:crypto';

/** What the platform takes as a tenant id: `tenantId` of its domain has the same rule. */
const MIN_LENGTH = 3;
const MAX_LENGTH = 32;
const SUFFIX_LENGTH = 7;

/** Words that the platform keeps for itself get a suffix as every other value that is no id. */
export type Reserved = ReadonlySet<string>;

/** Why an id is not simply the value in lower case with "-" for all that is no letter or digit. */
export type SuffixReason = 'first' | 'length' | 'taken' | 'reserved' | 'nothing-left';

export type DerivedId = {
  readonly source: string;
  readonly id: string;
  readonly reason: SuffixReason | undefined;
};

/**
 * A tenant id for each value, no two alike, in the order given. It depends on the set of values alone, not on their order: a value
 * whose plain form is no id, or is that of another value too, gets a suffix made of its hash.
 */
export function tenantIds(sources: readonly string[], reserved: Reserved): readonly DerivedId[] {
  const distinct = [...new Set(sources)];
  const plain = new Map(distinct.map((source) => [source, plainForm(source)]));
  const claims = countOf(plain.values());
  const taken = new Set<string>();
  const derived = new Map<string, DerivedId>();
  const suffixed: {
    readonly source: string;
    readonly stem: string;
    readonly reason: SuffixReason;
  }[] = [];

  for (const [source, stem] of plain) {
    const reason = reasonForSuffix(stem, claims, reserved);
    if (reason === undefined) {
      taken.add(stem);
      derived.set(source, { source, id: stem, reason });
    } else {
      suffixed.push({ source, stem, reason });
    }
  }
  for (const { source, stem, reason } of suffixed.toSorted(bySource)) {
    const id = freeId(source, stem, taken);
    taken.add(id);
    derived.set(source, { source, id, reason });
  }
  return distinct.flatMap((source) => derived.get(source) ?? []);
}

function plainForm(source: string): string {
  return source
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function reasonForSuffix(
  stem: string,
  claims: ReadonlyMap<string, number>,
  reserved: Reserved,
): SuffixReason | undefined {
  if (stem === '') {
    return 'nothing-left';
  }
  if (!/^[a-z]/.test(stem)) {
    return 'first';
  }
  if (stem.length < MIN_LENGTH || stem.length > MAX_LENGTH) {
    return 'length';
  }
  if ((claims.get(stem) ?? 0) > 1) {
    return 'taken';
  }
  return reserved.has(stem) ? 'reserved' : undefined;
}

function freeId(source: string, stem: string, taken: ReadonlySet<string>): string {
  const start = /^[a-z]/.test(stem) ? stem : `t-${stem}`;
  const cut = start.slice(0, MAX_LENGTH - SUFFIX_LENGTH - 1).replace(/-+$/, '');
  for (let attempt = 0; ; attempt += 1) {
    const id = `${cut}-${suffixOf(source, attempt)}`;
    if (!taken.has(id)) {
      return id;
    }
  }
}

/** Of the UTF-16 code units: two texts that differ only in what is no Unicode would be one text in UTF-8. */
function suffixOf(source: string, attempt: number): string {
  const hash = createHash('sha256').update(Buffer.from(source, 'utf16le')).update(`/${attempt}`);
  const number = hash.digest().readBigUInt64BE();
  return number.toString(36).padStart(SUFFIX_LENGTH, '0').slice(-SUFFIX_LENGTH);
}

function countOf(texts: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function bySource(a: { readonly source: string }, b: { readonly source: string }): number {
  return a.source < b.source ? -1 : 1;
}
