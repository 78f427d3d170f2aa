import type { ErasureCertificate, SignedCertificate } from './certificate.ts';
import { certificateBytes } from './certificate-bytes.ts';
import type { CertificateSigner } from './certificate-signer.ts';

export async function signCertificate(
  certificate: ErasureCertificate,
  signer: CertificateSigner,
): Promise<SignedCertificate> {
  const signature = await signer.sign(certificateBytes(certificate));
  return {
    certificate,
    signature: Buffer.from(signature).toString('base64url'),
    publicKey: signer.publicKeyPem,
  };
}
