import type { JsonObject } from '@tributary/kernel';

/** What an erasure did and what is left, with no personal data in it. */
export type ErasureCertificate = {
  readonly format: 'tributary-erasure-certificate/1';
  readonly tenant: string;
  readonly operation: string;
  /** `unreadable`: every key is destroyed. `erased`: the last due date has passed and the scan was clean. */
  readonly state: 'unreadable' | 'erased';
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly basis: string;
  /** By kind of thing: what was there before, what was deleted or destroyed, when. */
  readonly scope: JsonObject;
  /** What is still there, why, and when it is due to be gone. */
  readonly residue: readonly {
    readonly what: string;
    readonly why: string;
    /** ISO 8601, UTC. */
    readonly goneBy: string;
  }[];
  /** Negative tests, each with its outcome: what was tried, what answered. */
  readonly proofs: readonly { readonly test: string; readonly outcome: string }[];
};

export type SignedCertificate = {
  readonly certificate: ErasureCertificate;
  /** Ed25519 over the canonical JSON of `certificate`, base64url. */
  readonly signature: string;
  /** SPKI, PEM. Compare it with the one that the platform published. */
  readonly publicKey: string;
};
