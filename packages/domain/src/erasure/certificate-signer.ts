/** Holds the platform's Ed25519 key pair. */
export interface CertificateSigner {
  /** SPKI, PEM; what the platform publishes for those who verify. */
  readonly publicKeyPem: string;

  /** 64 bytes; the same bytes give the same signature. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
