import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createSecureContext } from 'node:tls';
import type { IClientOptions } from 'mqtt';
import { inLines } from '../pem';

/** One PEM text: pasted, or in a file; neither means there is none. */
export interface Pem {
  text: string;
  file: string;
}

/** Where the broker is and who we are to it. */
export interface BrokerSettings {
  host: string;
  port: number;
  /** null speaks plain MQTT. */
  tls: { ca: Pem; cert: Pem; key: Pem; passphrase: string; verify: boolean } | null;
  user: string;
  password: string;
  clientId: string;
  /** Seconds between signs of life; 0 sends none. */
  keepAlive: number;
  /** Whether the broker forgets our subscriptions and what it holds for us when we go. */
  cleanSession: boolean;
  /** 4 is MQTT 3.1.1. */
  version: 4 | 5;
}

/** Time (ms) the broker has to answer. */
const CONNECT_TIMEOUT = 10_000;
/** How long a broker keeps a session that is not clean (s); MQTT 5 forgets it at once when nothing is said. */
const SESSION_EXPIRY = 86_400;

/**
 * What the `mqtt` library needs for these settings.
 * @throws when a file cannot be read, or a certificate or key is none; the message names the file
 */
export async function clientOptions(settings: BrokerSettings): Promise<IClientOptions> {
  const { version, cleanSession } = settings;
  if (!(settings.port >= 1 && settings.port <= 65_535)) throw new Error(`${settings.port} is no port number`);
  return {
    protocol: settings.tls ? 'mqtts' : 'mqtt',
    host: settings.host,
    port: settings.port,
    clientId: settings.clientId,
    keepalive: settings.keepAlive,
    clean: cleanSession,
    protocolVersion: version,
    connectTimeout: CONNECT_TIMEOUT,
    ...(settings.user === '' ? {} : { username: settings.user }),
    ...(settings.password === '' ? {} : { password: settings.password }),
    ...(version === 5 && !cleanSession ? { properties: { sessionExpiryInterval: SESSION_EXPIRY } } : {}),
    ...(settings.tls ? await tlsOptions(settings.tls) : {}),
  };
}

/**
 * A client id that is the same after every restart, so that the broker knows us again and ends our last connection
 * (and its last will) when we come back; and that differs for the same flow in two runtimes. 18 characters.
 */
export function ownClientId(nodeId: string, userDirectory: string): string {
  const digest = createHash('sha256').update(`${hostname()}\n${userDirectory}\n${nodeId}`).digest('hex');
  return `sroc-${digest.slice(0, 13)}`;
}

async function tlsOptions(tls: NonNullable<BrokerSettings['tls']>) {
  const [ca, cert, key] = await Promise.all([pem(tls.ca), pem(tls.cert), pem(tls.key)]);
  const given = {
    ...(ca === '' ? {} : { ca }),
    ...(cert === '' ? {} : { cert }),
    ...(key === '' ? {} : { key }),
    ...(tls.passphrase === '' ? {} : { passphrase: tls.passphrase }),
  };
  // A bad certificate is found here, not in the middle of a reconnect where nobody could catch it.
  createSecureContext(given);
  return { ...given, rejectUnauthorized: tls.verify };
}

async function pem({ text, file }: Pem): Promise<string> {
  if (text.trim() !== '') return inLines(text.trim());
  return file.trim() === '' ? '' : readFile(file.trim(), 'utf8');
}
