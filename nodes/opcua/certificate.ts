import { createHash, X509Certificate } from 'node:crypto';
import { crypto_utils } from 'node-opcua-client';

/** What a person compares before trusting a server. */
export interface ServerCertificate {
  subject: string;
  issuer: string;
  /** SHA-1 in upper case hex, as OPC UA servers and tools show it. */
  thumbprint: string;
  /** SHA-256 in lower case hex; what trust is decided by. */
  sha256: string;
  /** ISO 8601. */
  validFrom: string;
  validTo: string;
  applicationUri: string;
}

const oneLine = (name: string) => name.split('\n').join(', ');

/** The server's own certificate out of a DER chain, where its issuers may follow. */
export function leafOf(chain: Buffer): Buffer {
  return chain[0] === 0x30 ? crypto_utils.split_der(chain)[0] : chain;
}

/** @param certificate DER (a chain's first certificate counts) or PEM. */
export function describeCertificate(certificate: Buffer): ServerCertificate {
  const parsed = new X509Certificate(leafOf(certificate));
  return {
    subject: oneLine(parsed.subject),
    issuer: oneLine(parsed.issuer),
    thumbprint: createHash('sha1').update(parsed.raw).digest('hex').toUpperCase(),
    sha256: createHash('sha256').update(parsed.raw).digest('hex'),
    validFrom: new Date(parsed.validFrom).toISOString(),
    validTo: new Date(parsed.validTo).toISOString(),
    applicationUri: /(?:^|, )URI:([^,]+)/.exec(parsed.subjectAltName ?? '')?.[1] ?? '',
  };
}
