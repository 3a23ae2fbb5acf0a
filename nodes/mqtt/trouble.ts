/** Why there is no connection, as a key of the locale's `trouble` group and what goes into its text. */
export interface Trouble {
  key:
    | 'refused'
    | 'notFound'
    | 'noAnswer'
    | 'closed'
    | 'credentials'
    | 'clientId'
    | 'takenOver'
    | 'version'
    | 'tls'
    | 'file'
    | 'other';
  /** The library's own words, for what has no text of ours. */
  detail: string;
}

/** The connection ended without anybody saying why. */
export class ConnectionLost extends Error {
  constructor() {
    super('the connection to the broker was lost');
  }
}

const byCode: Record<string, Trouble['key']> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'notFound',
  EAI_AGAIN: 'notFound',
  ETIMEDOUT: 'noAnswer',
  EHOSTUNREACH: 'noAnswer',
  ENETUNREACH: 'noAnswer',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ENOENT: 'file',
  EACCES: 'file',
  EISDIR: 'file',
  // CONNACK return codes of MQTT 3.1.1, then reason codes of MQTT 5.
  1: 'version',
  2: 'clientId',
  4: 'credentials',
  5: 'credentials',
  132: 'version',
  133: 'clientId',
  134: 'credentials',
  135: 'credentials',
  140: 'credentials',
  142: 'takenOver',
};

/** What an error of the `mqtt` library, of a socket or of reading a certificate means to the user. */
export function troubleOf(error: Error): Trouble {
  const detail = error.message;
  if (error instanceof ConnectionLost) return { key: 'closed', detail };
  const code = 'code' in error ? String(error.code) : '';
  if (Object.hasOwn(byCode, code)) return { key: byCode[code], detail };
  if (/^(connack timeout|keepalive timeout)$/i.test(detail)) return { key: 'noAnswer', detail };
  if (/^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO)|CERT|SIGNATURE|ISSUER/.test(code)) return { key: 'tls', detail };
  return { key: 'other', detail };
}
