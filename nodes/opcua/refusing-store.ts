import { StatusCodes } from 'node-opcua-client';

/**
 * The certificate store that is given to node-opcua: it accepts nothing. Trust is decided before a connection is
 * made, and the one accepted certificate is handed to the client, so node-opcua asks its store only when it meets
 * another one.
 */
export class RefusingStore {
  referenceCounter = 0;
  async initialize(): Promise<void> {}
  async dispose(): Promise<void> {}
  async checkCertificate() {
    return StatusCodes.BadCertificateUntrusted;
  }
  async verifyCertificate(): Promise<string> {
    return 'BadCertificateUntrusted';
  }
  async getTrustStatus() {
    return StatusCodes.BadCertificateUntrusted;
  }
  async trustCertificate(): Promise<void> {}
  async rejectCertificate(): Promise<void> {}
  async addIssuer(): Promise<void> {}
  async addRevocationList(): Promise<void> {}
}
