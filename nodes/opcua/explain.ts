import { TrustError } from './pki';

/** Thrown for a request that got no answer because the connection is down, broke, or is silent. */
export class LinkError extends Error {}

const text = (error: unknown) => (error instanceof Error ? error.message : String(error));

interface Sentence {
  when: RegExp;
  say: (endpoint: string, certificateFile: string) => string;
}

const sentences: Sentence[] = [
  {
    when: /ECONNREFUSED/,
    say: (endpoint) => `Nothing listens at ${endpoint}. Is the OPC UA server running, and is the port right?`,
  },
  {
    when: /ENOTFOUND|EAI_AGAIN/,
    say: (endpoint) =>
      `The host name of ${endpoint} is not known. Check its spelling, or use the IP address.`,
  },
  {
    when: /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|[Tt]imeout|did not answer/,
    say: (endpoint) =>
      `The server ${endpoint} does not answer. Check the cable, the address and the firewall between here and there.`,
  },
  {
    when: /BadIdentityTokenRejected|BadUserAccessDenied|BadIdentityTokenInvalid/,
    say: (endpoint) =>
      `The server ${endpoint} refused the user name, password or user certificate. Correct them in the connection's settings.`,
  },
  {
    when: /BadSecurityChecksFailed|BadCertificateUntrusted|BadCertificateInvalid|socket has been disconnected by third party/,
    say: (endpoint, certificateFile) =>
      `The server ${endpoint} refused the connection, most likely because it does not trust this client yet. Trust this client's certificate there: ${certificateFile}`,
  },
  {
    when: /BadTooManySessions|BadMaxConnectionsReached/,
    say: (endpoint) =>
      `The server ${endpoint} has no free session left. Close other clients or raise its limit.`,
  },
  {
    when: /BadCertificateUriInvalid/,
    say: (endpoint, certificateFile) =>
      `The server ${endpoint} does not accept the application URI of this client's certificate ${certificateFile}.`,
  },
];

/** One sentence for the operator: why there is no connection, and what to do. */
export function explain(error: unknown, endpoint: string, certificateFile: string): string {
  if (error instanceof TrustError) return error.message;
  const message = text(error);
  const known = sentences.find((sentence) => sentence.when.test(message));
  return known ? known.say(endpoint, certificateFile) : message;
}
