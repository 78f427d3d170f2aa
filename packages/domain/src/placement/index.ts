export {
  type BudgetLimit,
  type BudgetState,
  partitionBudget,
  spend,
  UNSPENT,
} from './budget.ts';
export {
  CAPABILITIES,
  type Capability,
  type CapabilityName,
  type Verdict,
  verdict,
} from './capabilities.ts';
export { asksOf } from './capabilities-asked.ts';
export { catalogue } from './catalogue.ts';
export { MAX_EVENT_BYTES } from './catalogue-problems.ts';
export type { Cell, CellDirectory, ClusterAdmin, Demand, LimitProfileName } from './cells.ts';
export { demandOf, demandOfPools, demandOfTier } from './demand.ts';
export {
  CatalogueInvalid,
  CellFull,
  CellUnknown,
  ConsumerNameInvalid,
  ConsumerUnknown,
  EventTypeUnknown,
  NoSharedCell,
  StreamNotOffered,
  StreamUnknown,
  TierImpossible,
  TierNameInvalid,
  TierUnknown,
} from './errors.ts';
export {
  addDemand,
  assertFits,
  type BookedLimitName,
  firstLimit,
  fits,
  LIMITS,
  type Limit,
  type LimitName,
  type LimitProfile,
  type LimitSource,
  NO_DEMAND,
  PARTITION_CHANGE_WINDOW_MS,
  type Shortage,
  shortage,
  tenantsThatFit,
} from './limits.ts';
export { consumerOf, consumersOf, eventTypeOf, offerOf, streamOf, tierOf } from './look-up.ts';
export { type ConsumerName, consumerName, type TierName, tierName } from './names.ts';
export { type CellClaim, claimsOf, type PlannedPlacement, placeTenant } from './place.ts';
export {
  type CellId,
  cellId,
  type IsolationModel,
  type Placement,
  siloCellId,
  topicOf,
} from './placement.ts';
export type {
  Catalogue,
  CatalogueDraft,
  ConsumerDefinition,
  Encryption,
  PoolTopic,
  ReplayMode,
  StreamDraft,
  StreamOffer,
  Tier,
  TierDraft,
} from './tier.ts';
