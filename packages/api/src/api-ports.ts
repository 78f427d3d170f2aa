import type { Tokens } from '@tributary/domain/access';
import type { Publisher } from '@tributary/domain/events';
import type { KeyRing } from '@tributary/domain/keys';
import type { OperationStarter, ProvisioningPorts } from '@tributary/provisioning';

export type ApiPorts = ProvisioningPorts & {
  readonly tokens: Tokens;
  readonly publisher: Publisher;
  readonly keyRing: KeyRing;
  readonly starter: OperationStarter;
  /** An error that nobody foresaw, with the id that the caller was told. */
  readonly report: (
    error: unknown,
    facts: { readonly requestId: string; readonly route: string },
  ) => void;
};
