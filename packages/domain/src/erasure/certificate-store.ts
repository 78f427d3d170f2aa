import type { OperationId, TenantId } from '../tenancy/index.ts';
import type { SignedCertificate } from './certificate.ts';

export interface CertificateStore {
  /** Keeps the certificate for ever and resolves with its place: a file path or an S3 URI. Twice equals once. */
  put(certificate: SignedCertificate): Promise<string>;

  find(tenant: TenantId, operation: OperationId): Promise<SignedCertificate | undefined>;
}
