import type { OperationKind } from '@tributary/domain/tenancy';
import type { ObservedPoint } from '@tributary/provisioning';

export type Tier = 'pooled' | 'bridged' | 'siloed';

/** The call of a port that works and then fails for good, so that everything before it is undone. */
export type Obstacle = 'probe' | 'resume' | 'disconnect' | 'invoke';

/** One operation on one tenant, and what stands in its way. */
export type Scenario = {
  readonly kind: OperationKind;
  readonly tier: Tier;
  readonly obstacle?: Obstacle;
};

export type KillPoint = Pick<ObservedPoint, 'step' | 'at'>;

/** What a child is told, as JSON in its arguments. */
export type Errand = {
  readonly directory: string;
  readonly scenario: Scenario;
  readonly operation: string;
  /** Where it dies; it runs to the end and tells what it passed where there is none. */
  readonly dieAt?: KillPoint;
};

export function isSamePoint(one: KillPoint, other: KillPoint): boolean {
  return one.step === other.step && one.at === other.at;
}
