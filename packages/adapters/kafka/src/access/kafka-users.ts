import { createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type Acl,
  type AclFilter,
  AclOperations,
  AclPermissionTypes,
  type Admin,
  ResourcePatternTypes,
  ResourceTypes,
  ScramMechanisms,
} from '@platformatic/kafka';
import { type Principal, principalName } from '@tributary/domain/access';
import { ClusterUnavailable } from '@tributary/domain/topics';
import type { KafkaSecurity } from '../kafka-login.ts';
import type { SessionCalls } from '../session-calls.ts';
import { aclKey } from './acls.ts';

/** Kafka's own minimum for SCRAM-SHA-512; the passwords are 256 random bits, so more would add nothing. */
const ITERATIONS = 4_096;
const HASH_BYTES = 64;

/** How long the brokers may take to follow their controller; a few milliseconds on one node. */
const FOLLOW_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** The name of a principal's SCRAM user. SCRAM escapes the comma, and not every tool unescapes it. */
export function userOf(principal: Principal): string {
  return principalName(principal).replaceAll(',', '+');
}

/** The SCRAM users of one cluster and their ACLs, written by its administrator. */
export class KafkaUsers {
  readonly #calls: SessionCalls;
  readonly #secret: Uint8Array;

  /** Passwords are derived from `secret`, which must stay the same: whoever has it can be any user of the cluster. */
  constructor(calls: SessionCalls, secret: Uint8Array) {
    this.#calls = calls;
    this.#secret = secret;
  }

  loginOf(user: string): KafkaSecurity {
    return { mechanism: 'SCRAM-SHA-512', username: user, password: this.#password(user) };
  }

  /**
   * The user is there with exactly these ACLs, and the broker that answers us knows it; others follow within milliseconds. ACLs that
   * are no more are taken away before new ones come.
   *
   * @throws {ClusterUnavailable} the broker did not follow in time.
   */
  async put(user: string, acls: readonly Acl[]): Promise<void> {
    const wanted = new Set(acls.map(aclKey));
    const present = await this.#aclsOf(user);
    await this.#deleteAcls(present.filter((acl) => !wanted.has(aclKey(acl))));
    await this.join(user, acls);
    await this.#until(async () => (await this.#aclsOf(user)).length === wanted.size);
  }

  /** As `put`, but ACLs that the user has besides stay. */
  async join(user: string, acls: readonly Acl[]): Promise<void> {
    const salt = randomBytes(32);
    const password = this.#password(user);
    const saltedPassword = await promisify(pbkdf2)(
      password,
      salt,
      ITERATIONS,
      HASH_BYTES,
      'sha512',
    );
    await this.#alterScram(
      [],
      [{ name: user, mechanism: SHA_512, iterations: ITERATIONS, salt, saltedPassword }],
    );
    await this.add(acls);
    await this.#until(() => this.has(user));
  }

  /** In addition to those that there are; twice equals once. */
  async add(acls: readonly Acl[]): Promise<void> {
    if (acls.length === 0) {
      return;
    }
    await this.#asAdmin((admin) => admin.createAcls({ creations: [...acls] }));
    const places = new Map(acls.map((acl) => [aclPlace(acl), placeFilter(acl)] as const));
    await this.#until(async () => {
      const present = await Promise.all(
        [...places.values()].map((filter) => this.#describe(filter)),
      );
      const keys = new Set(present.flat().map(aclKey));
      return acls.every((acl) => keys.has(aclKey(acl)));
    });
  }

  /** The user and its ACLs are gone; connections that it has may do nothing any more. Twice equals once. */
  async remove(user: string): Promise<void> {
    await this.#deleteAcls(await this.#aclsOf(user));
    if (await this.has(user)) {
      await this.#alterScram([{ name: user, mechanism: SHA_512 }], []);
    }
    await this.#until(
      async () => !(await this.has(user)) && (await this.#aclsOf(user)).length === 0,
    );
  }

  async has(user: string): Promise<boolean> {
    return (await this.list()).includes(user);
  }

  async list(): Promise<readonly string[]> {
    const { results } = await this.#request<[null], ScramUsers>('DescribeUserScramCredentials', [
      null,
    ]);
    return results.map(({ user }) => user);
  }

  /** Takes away what names this topic or the groups that are named after it, whoever has it. */
  async forgetTopic(topic: string): Promise<void> {
    const named: AclFilter[] = [
      { ...ANY_ACL, resourceType: TOPIC, resourceName: topic, resourcePatternType: LITERAL },
      { ...ANY_ACL, resourceType: GROUP, resourceName: `${topic}.`, resourcePatternType: PREFIXED },
    ];
    await this.#asAdmin((admin) => admin.deleteAcls({ filters: named }));
    await this.#until(async () => {
      const left = await Promise.all(named.map((filter) => this.#describe(filter)));
      return left.flat().length === 0;
    });
  }

  #aclsOf(user: string): Promise<readonly Acl[]> {
    return this.#describe({ ...ANY_ACL, principal: `User:${user}` });
  }

  async #describe(filter: AclFilter): Promise<readonly Acl[]> {
    const described = await this.#asAdmin((admin) => admin.describeAcls({ filter }));
    return described.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map((acl) => ({ ...acl, resourceType, resourceName, resourcePatternType })),
    );
  }

  async #deleteAcls(acls: readonly Acl[]): Promise<void> {
    if (acls.length > 0) {
      await this.#asAdmin((admin) => admin.deleteAcls({ filters: [...acls] }));
    }
  }

  async #alterScram(
    deletions: readonly ScramDeletion[],
    upsertions: readonly ScramUpsertion[],
  ): Promise<void> {
    await this.#request<[readonly ScramDeletion[], readonly ScramUpsertion[]], unknown>(
      'AlterUserScramCredentials',
      [deletions, upsertions],
    );
  }

  #asAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    return this.#calls.call('alter-cluster-config', { kind: 'cluster' }, async (connection) =>
      work(await connection.admin()),
    );
  }

  #request<Arguments extends unknown[], Response>(
    name: string,
    given: Arguments,
  ): Promise<Response> {
    return this.#calls.call('alter-cluster-config', { kind: 'cluster' }, (connection) =>
      connection.request<Arguments, Response>(name, undefined, () => given),
    );
  }

  #password(user: string): string {
    return createHmac('sha256', this.#secret)
      .update(`tributary:kafka-user:${user}`)
      .digest('base64url');
  }

  async #until(isDone: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + FOLLOW_MS;
    while (!(await isDone())) {
      if (performance.now() > deadline) {
        throw new ClusterUnavailable({ cell: this.#calls.cell, doing: 'access to take effect' });
      }
      await pause(LOOK_EVERY_MS);
    }
  }
}

const SHA_512 = ScramMechanisms.SCRAM_SHA_512;
const { TOPIC, GROUP } = ResourceTypes;
const { LITERAL, PREFIXED } = ResourcePatternTypes;

const ANY_ACL: AclFilter = {
  resourceType: ResourceTypes.ANY,
  resourceName: null,
  resourcePatternType: ResourcePatternTypes.ANY,
  principal: null,
  host: null,
  operation: AclOperations.ANY,
  permissionType: AclPermissionTypes.ANY,
};

function aclPlace({ resourceType, resourcePatternType, resourceName }: Acl): string {
  return [resourceType, resourcePatternType, resourceName].join(' ');
}

function placeFilter({ resourceType, resourcePatternType, resourceName }: Acl): AclFilter {
  return { ...ANY_ACL, resourceType, resourcePatternType, resourceName };
}

type ScramDeletion = { readonly name: string; readonly mechanism: number };

type ScramUpsertion = {
  readonly name: string;
  readonly mechanism: number;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly saltedPassword: Buffer;
};

type ScramUsers = { readonly results: readonly { readonly user: string }[] };
