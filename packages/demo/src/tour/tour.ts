import type { Clock } from '@tributary/kernel';
import type { Platform } from '@tributary/local';
import type { ApiClient } from '../api/api-client.ts';
import type { JsonLineFile } from '../check/json-lines.ts';
import type { Offer } from '../tenants/plan-tiers.ts';
import type { DerivedId } from '../tenants/tenant-ids.ts';
import type { Progress } from '../view/progress.ts';
import type { Story } from '../view/story.ts';
import type { Workspace } from './workspace.ts';

/** A value of the input, and the tenant that it has become. */
export type TourTenant = DerivedId & Offer & { readonly events: number };

/** What every chapter has. */
export type Stage = {
  readonly story: Story;
  readonly progress: Progress;
  readonly clock: Clock;
  readonly workspace: Workspace;
};

/** What the chapters have that play on the platform. */
export type Tour = Stage & {
  readonly platform: Platform;
  /** With the operator's token. */
  readonly api: ApiClient;
  /** The largest first. */
  readonly tenants: readonly TourTenant[];
  /** Takes a line for every event that the platform has acknowledged. */
  readonly published: JsonLineFile;
};
