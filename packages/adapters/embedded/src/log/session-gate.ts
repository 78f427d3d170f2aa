import {
  type Decision,
  type KafkaAuthorizer,
  type KafkaOperation,
  kafkaAuthorizer,
  notAuthorized,
  type PolicyDocument,
  type Principal,
  policyOf,
  type ResourceOf,
  tenantBoundary,
} from '@tributary/domain/access';
import type { CellId } from '@tributary/domain/placement';
import type { TenantId } from '@tributary/domain/tenancy';
import { ClusterUnavailable } from '@tributary/domain/topics';
import { text } from '../columns.ts';
import { hasCode } from '../error-code.ts';
import { StateBusy } from '../errors.ts';
import { clusterOf } from '../kafka-cluster-of.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import type { ClusterFiles } from './cluster-files.ts';

/**
 * Lets one identity into one cluster, call by call. Tenants have what was granted to them and a permissions boundary; a
 * dedicated consumer has its own policy while its tenant has any.
 */
export class SessionGate {
  readonly cell: CellId;
  readonly #principal: Principal;
  readonly #clusters: ClusterFiles;
  readonly #control: SqliteFile;
  #granted: string | undefined;
  #authorizer: KafkaAuthorizer | undefined;

  constructor({
    cell,
    principal,
    clusters,
    control,
  }: {
    readonly cell: CellId;
    readonly principal: Principal;
    readonly clusters: ClusterFiles;
    readonly control: SqliteFile;
  }) {
    this.cell = cell;
    this.#principal = principal;
    this.#clusters = clusters;
    this.#control = control;
  }

  /** @throws {NotAuthorized} */
  assertMay<Operation extends KafkaOperation>(
    operation: Operation,
    resource: ResourceOf<Operation>,
  ): void {
    const decision = this.#decide(operation, resource);
    if (decision.kind === 'deny') {
      throw notAuthorized(this.#principal, decision);
    }
  }

  may<Operation extends KafkaOperation>(
    operation: Operation,
    resource: ResourceOf<Operation>,
  ): boolean {
    return this.#decide(operation, resource).kind === 'allow';
  }

  /** @throws {ClusterUnavailable} */
  use<Result>(doing: string, work: (file: SqliteFile) => Result): Result {
    try {
      return work(this.#clusters.of(this.cell));
    } catch (cause) {
      throw this.#translated(cause, doing);
    }
  }

  /** @throws {ClusterUnavailable} */
  async useAsync<Result>(
    doing: string,
    work: (file: SqliteFile) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work(this.#clusters.of(this.cell));
    } catch (cause) {
      throw this.#translated(cause, doing);
    }
  }

  /** A cluster whose files are gone was removed a moment ago. */
  #translated(cause: unknown, doing: string): unknown {
    return cause instanceof StateBusy || hasCode(cause, 'ENOENT')
      ? new ClusterUnavailable({ cell: this.cell, doing }, { cause })
      : cause;
  }

  #decide<Operation extends KafkaOperation>(
    operation: Operation,
    resource: ResourceOf<Operation>,
  ): Decision {
    return this.#current()(operation, resource);
  }

  /** What was granted is read at each call, so that a revocation by another process holds at once. */
  #current(): KafkaAuthorizer {
    const principal = this.#principal;
    if (principal.kind !== 'tenant' && principal.kind !== 'dedicated-consumer') {
      this.#authorizer ??= this.#authorizerFor([policyOf(principal, clusterOf(this.cell))]);
      return this.#authorizer;
    }
    const granted = this.#grantedTo(principal.tenant);
    if (this.#authorizer === undefined || granted !== this.#granted) {
      const documents: readonly PolicyDocument[] = JSON.parse(granted);
      const own = documents.length > 0 ? [policyOf(principal, clusterOf(this.cell))] : [];
      this.#authorizer = this.#authorizerFor(principal.kind === 'tenant' ? documents : own);
      this.#granted = granted;
    }
    return this.#authorizer;
  }

  #authorizerFor(policies: readonly PolicyDocument[]): KafkaAuthorizer {
    const cluster = clusterOf(this.cell);
    const isTenant = this.#principal.kind === 'tenant';
    return kafkaAuthorizer({
      policies,
      cluster,
      ...(isTenant ? { boundary: tenantBoundary(cluster) } : {}),
    });
  }

  #grantedTo(tenant: TenantId): string {
    const row = this.#control.get('SELECT policies FROM grants WHERE tenant = ?', tenant);
    return row === undefined ? '[]' : text(row, 'policies');
  }
}
