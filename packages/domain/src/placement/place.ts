import type { TenantId } from '../tenancy/index.ts';
import { partitionOf } from '../topics/index.ts';
import type { Cell, Demand } from './cells.ts';
import { cellKindOf, demandOf, demandOfTier } from './demand.ts';
import { CellFull, NoSharedCell } from './errors.ts';
import { addDemand, firstLimit, LIMITS, NO_DEMAND, type Shortage, shortage } from './limits.ts';
import { type CellId, type Placement, siloCellId } from './placement.ts';
import type { Catalogue, StreamOffer, Tier } from './tier.ts';

/** One stream of a tenant, where it goes, and what it takes there. */
export type PlannedPlacement = { readonly placement: Placement; readonly demand: Demand };

/** What a tenant takes of one cell, over all of its streams there. */
export type CellClaim = {
  readonly cell: CellId;
  readonly kind: Cell['kind'];
  readonly demand: Demand;
};

type PlaceTenant = {
  readonly tenant: TenantId;
  readonly tier: Tier;
  readonly catalogue: Pick<Catalogue, 'consumers'>;
  /** All cells; silo cells are passed over. */
  readonly cells: readonly Cell[];
  readonly epoch?: number;
};

/**
 * Where each stream of the tier goes, in order of stream. Pool and bridge streams share one cell; silo streams go to the
 * tenant's own, which need not exist yet. The same question has the same answer; nothing is booked.
 *
 * @throws {NoSharedCell}
 * @throws {CellFull} no shared cell has room; it names the one with the most.
 */
export function placeTenant({
  tenant,
  tier,
  catalogue,
  cells,
  epoch = 1,
}: PlaceTenant): readonly PlannedPlacement[] {
  const offers = [...tier.streams.values()].toSorted((a, b) => (a.stream < b.stream ? -1 : 1));
  const shared = offers.some(({ model }) => cellKindOf(model) === 'shared')
    ? chooseCell(tenant, cells, demandOfTier(catalogue, tier).shared)
    : undefined;
  const plan = (offer: StreamOffer): PlannedPlacement => ({
    placement: {
      tenant,
      stream: offer.stream,
      model: offer.model,
      cell: offer.model === 'silo' || shared === undefined ? siloCellId(tenant) : shared.id,
      epoch,
    },
    demand: demandOf(catalogue, offer),
  });
  return offers.map(plan);
}

/** The plan's demand by cell, in order of cell: what is to be claimed. A cell of which nothing is asked is there too. */
export function claimsOf(plan: readonly PlannedPlacement[]): readonly CellClaim[] {
  const claims = new Map<CellId, CellClaim>();
  for (const { placement, demand } of plan) {
    const { cell, model } = placement;
    const before = claims.get(cell)?.demand ?? NO_DEMAND;
    claims.set(cell, { cell, kind: cellKindOf(model), demand: addDemand(before, demand) });
  }
  return [...claims.values()].toSorted((a, b) => (a.cell < b.cell ? -1 : 1));
}

/**
 * The better of two cells that the tenant's id picks among those with room: tenants that are placed at the same moment, on the
 * same numbers, do not all go to the emptiest cell.
 */
function chooseCell(tenant: TenantId, cells: readonly Cell[], demand: Demand): Cell {
  const assessed = cells
    .filter(({ kind }) => kind === 'shared')
    .map((cell) => ({ cell, short: shortage(LIMITS[cell.profile], cell.used, demand) }));
  const roomy = assessed.filter(({ short }) => short === undefined).map(({ cell }) => cell);
  const first = pick(roomy, tenant);
  if (first === undefined) {
    throw refusal(assessed);
  }
  const others = roomy.filter((cell) => cell !== first);
  const second = pick(others, `${tenant}:second`);
  return second !== undefined && loadOf(second) < loadOf(first) ? second : first;
}

function pick(cells: readonly Cell[], text: string): Cell | undefined {
  const inOrder = cells.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return inOrder[partitionOf(Buffer.from(text), Math.max(1, cells.length))];
}

function loadOf(cell: Cell): number {
  return firstLimit(LIMITS[cell.profile], cell.used).share;
}

function refusal(
  assessed: readonly { readonly cell: Cell; readonly short: Shortage | undefined }[],
): NoSharedCell | CellFull {
  const [roomiest] = assessed
    .flatMap(({ cell, short }) => (short === undefined ? [] : [{ cell, short }]))
    .toSorted((a, b) => loadOf(a.cell) - loadOf(b.cell));
  return roomiest === undefined
    ? new NoSharedCell()
    : new CellFull({ cell: roomiest.cell.id, ...roomiest.short });
}
