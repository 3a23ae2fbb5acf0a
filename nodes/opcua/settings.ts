export const securityModes = ['None', 'Sign', 'SignAndEncrypt'] as const;
export const securityPolicies = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const;

export type SecurityModeName = (typeof securityModes)[number];
export type SecurityPolicyName = (typeof securityPolicies)[number];

/** How to log in. Keys and certificates are PEM text. */
export type UserIdentity =
  | { kind: 'anonymous' }
  | { kind: 'username'; userName: string; password: string }
  | { kind: 'certificate'; certificate: string; key: string };

export interface ConnectionSettings {
  endpointUrl: string;
  securityMode: SecurityModeName;
  /** Ignored when the mode is None. */
  securityPolicy: SecurityPolicyName;
  user: UserIdentity;
  /** Folder of the client's certificate and of the trusted servers. */
  pkiFolder: string;
  /** Milliseconds after which a request without an answer has failed. */
  requestTimeoutMs: number;
  /** Milliseconds between two looks at whether the server still answers. */
  watchdogMs: number;
  /** Milliseconds that a broken connection may take to come back with its session before it is made anew. */
  graceMs: number;
  /** Largest message in bytes that this client accepts. */
  maxMessageBytes: number;
}

export const defaults = {
  requestTimeoutMs: 10_000,
  watchdogMs: 2_000,
  graceMs: 5_000,
  maxMessageBytes: 64 * 1024 * 1024,
} as const;
