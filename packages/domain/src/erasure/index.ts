export type { ErasureCertificate, SignedCertificate } from './certificate.ts';
export type { CertificateStore } from './certificate-store.ts';
