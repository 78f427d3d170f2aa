import type { OperationId, TenantId } from '../tenancy/index.ts';
import type { ErasureCertificate, SignedCertificate } from './certificate.ts';

export interface CertificateStore {
  /**
   * Keeps the certificate for ever and resolves with its place: a file path or an S3 URI. There is one of each state for an
   * operation: the first that was put stands, whatever is put later.
   */
  put(certificate: SignedCertificate): Promise<string>;

  find(
    tenant: TenantId,
    operation: OperationId,
    state: ErasureCertificate['state'],
  ): Promise<SignedCertificate | undefined>;
}
