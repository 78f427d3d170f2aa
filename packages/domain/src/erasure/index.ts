export type { ErasureCertificate, SignedCertificate } from './certificate.ts';
export type { CertificateSigner } from './certificate-signer.ts';
export type { CertificateStore } from './certificate-store.ts';
export { type ErasureBasis, erasureBasis } from './erasure-basis.ts';
export { ErasureBasisInvalid, ErasureNotConfirmed, ResidueFound } from './errors.ts';
export { signCertificate } from './sign-certificate.ts';
export { type CertificateVerdict, verifyCertificate } from './verify-certificate.ts';
