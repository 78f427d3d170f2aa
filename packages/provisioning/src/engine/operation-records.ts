import {
  ConcurrentChange,
  type Operation,
  type OperationId,
  type Tenant,
  type TenantRegistry,
} from '@tributary/domain/tenancy';
import { type Clock, canonicalJson } from '@tributary/kernel';
import { OperationTaken } from '../errors.ts';
import { operationOf, tenantOf } from '../request/operation-of.ts';
import type { TenantPatch } from '../saga.ts';
import type { Edit } from './operation-record.ts';

type TenantEdit = (tenant: Tenant) => Tenant;

const MAX_ATTEMPTS = 20;

/**
 * An operation and the tenant that it holds, as the registry has them plus what is staged. While an engine runs it, others only
 * ever ask to cancel it, or let another operation hold the tenant next.
 */
export class OperationRecords {
  readonly #registry: TenantRegistry;
  readonly #clock: Clock;
  #operation: Operation;
  #tenant: Tenant;
  #edits: Edit[] = [];
  #tenantEdits: TenantEdit[] = [];

  private constructor(
    { registry, clock }: { readonly registry: TenantRegistry; readonly clock: Clock },
    operation: Operation,
    tenant: Tenant,
  ) {
    this.#registry = registry;
    this.#clock = clock;
    this.#operation = operation;
    this.#tenant = tenant;
  }

  /**
   * @throws {OperationUnknown}
   * @throws {TenantUnknown}
   */
  static async read(
    ports: { readonly registry: TenantRegistry; readonly clock: Clock },
    id: OperationId,
  ): Promise<OperationRecords> {
    const operation = await operationOf(ports.registry, id);
    return new OperationRecords(ports, operation, await tenantOf(ports.registry, operation));
  }

  get operation(): Operation {
    return this.#edits.reduce((operation, edit) => edit(operation), this.#operation);
  }

  get tenant(): Tenant {
    return this.#tenantEdits.reduce((tenant, edit) => edit(tenant), this.#tenant);
  }

  stage(...edits: readonly Edit[]): void {
    this.#edits.push(...edits);
  }

  stageTenant(patch: TenantPatch | undefined): void {
    if (patch !== undefined) {
      const changedAt = this.#clock.now();
      this.#tenantEdits.push((tenant) => ({ ...tenant, ...patch, changedAt }));
    }
  }

  /** The tenant is free for the next operation, unless one holds it by now; `heir` gets it back. */
  stageRelease(heir?: OperationId): void {
    const id = this.#operation.id;
    const changedAt = this.#clock.now();
    this.#tenantEdits.push((tenant) => {
      const { operation, ...rest } = tenant;
      if (operation !== id) {
        return tenant;
      }
      return heir === undefined ? { ...rest, changedAt } : { ...rest, operation: heir, changedAt };
    });
  }

  /**
   * Writes all that is staged, at once.
   *
   * @throws {OperationTaken} another engine writes too.
   */
  async flush(): Promise<void> {
    await this.#write(() => false);
  }

  /** As `flush`, unless somebody asked to cancel the operation: then what is staged is forgotten. */
  async flushUnlessCancelled(): Promise<'written' | 'cancelled'> {
    return this.#write(() => this.#operation.cancelRequested);
  }

  /** Sees what others have asked for meanwhile. */
  async refresh(): Promise<void> {
    const fresh = await operationOf(this.#registry, this.#operation.id);
    this.#assertOurs(fresh);
    this.#operation = fresh;
    this.#tenant = await tenantOf(this.#registry, fresh);
  }

  async #write(isVoid: () => boolean): Promise<'written' | 'cancelled'> {
    for (let attempt = 1; ; attempt += 1) {
      if (isVoid()) {
        this.#forget();
        return 'cancelled';
      }
      try {
        await this.#writeOnce();
        return 'written';
      } catch (error) {
        if (!(error instanceof ConcurrentChange) || attempt === MAX_ATTEMPTS) {
          throw error;
        }
        await this.refresh();
      }
    }
  }

  async #writeOnce(): Promise<void> {
    const { operation, tenant } = this;
    const nextOperation = { ...operation, version: this.#operation.version + 1 };
    const isTenantChanged = tenant !== this.#tenant;
    const nextTenant = isTenantChanged ? { ...tenant, version: this.#tenant.version + 1 } : tenant;
    await this.#registry.write({
      operation: nextOperation,
      ...(isTenantChanged ? { tenant: nextTenant } : {}),
    });
    this.#operation = nextOperation;
    this.#tenant = nextTenant;
    this.#forget();
  }

  #forget(): void {
    this.#edits = [];
    this.#tenantEdits = [];
  }

  #assertOurs(fresh: Operation): void {
    const ours = canonicalJson({ ...this.#operation, cancelRequested: false, version: 0 });
    if (canonicalJson({ ...fresh, cancelRequested: false, version: 0 }) !== ours) {
      throw new OperationTaken(fresh.id);
    }
  }
}
