import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node, NodeDef } from 'node-red';
import { inLines } from '../pem';
import { textSetting } from '../text-setting';
import type { OpcUaConnection } from './connection';
import {
  type ConnectionSettings,
  defaults,
  type SecurityModeName,
  type SecurityPolicyName,
  securityModes,
  securityPolicies,
  type UserIdentity,
} from './settings';

/** What the editor stores of an `sroc-opcua` node. */
export interface OpcUaDef extends NodeDef {
  endpoint: string;
  securityMode: string;
  securityPolicy: string;
  authentication: 'anonymous' | 'username' | 'certificate';
  /** Files of an X.509 user, used where the credentials hold none. */
  userCertificateFile: string;
  userKeyFile: string;
  /** Seconds. */
  requestTimeout: number | string;
  /** Megabytes. */
  maxMessage: number | string;
}

export interface OpcUaCredentials {
  user?: string;
  password?: string;
  /** PEM text. */
  userCertificate?: string;
  userKey?: string;
}

/** What camera and PLC nodes see of the config node. */
export interface OpcUaNode extends Node<OpcUaCredentials> {
  /** The shared session; rejected with a sentence when the settings are incomplete. */
  connection: Promise<OpcUaConnection>;
  endpoint: string;
  /** Largest picture in bytes. */
  largestBytes: number;
}

/** The folder under Node-RED's user directory that holds the client's certificate and the trusted servers. */
export const pkiFolderOf = (userDir: string) => join(userDir, 'sroc-inspection', 'pki');

const oneOf = <T extends string>(allowed: readonly T[], value: string, otherwise: T): T =>
  allowed.find((one) => one === value) ?? otherwise;

const positive = (value: unknown, otherwise: number) => (Number(value) > 0 ? Number(value) : otherwise);

async function userOf(def: OpcUaDef, credentials: OpcUaCredentials): Promise<UserIdentity> {
  if (def.authentication === 'username') {
    return {
      kind: 'username',
      userName: textSetting(credentials.user),
      password: textSetting(credentials.password),
    };
  }
  if (def.authentication !== 'certificate') return { kind: 'anonymous' };
  const read = async (given: unknown, place: unknown, what: string) => {
    const [text, file] = [textSetting(given).trim(), textSetting(place)];
    if (text) return inLines(text);
    if (!file) throw new Error(`No ${what} is given for the login with a user certificate.`);
    return readFile(file, 'utf8').catch((error: Error) => {
      throw new Error(`The ${what} cannot be read: ${error.message}`);
    });
  };
  return {
    kind: 'certificate',
    certificate: await read(credentials.userCertificate, def.userCertificateFile, 'user certificate'),
    key: await read(credentials.userKey, def.userKeyFile, 'key of the user certificate'),
  };
}

/** @throws with a sentence when something that is needed to connect is missing. */
export async function connectionSettings(
  def: OpcUaDef,
  credentials: OpcUaCredentials,
  userDir: string,
): Promise<ConnectionSettings> {
  const mode: SecurityModeName = oneOf(securityModes, def.securityMode, 'SignAndEncrypt');
  const policy: SecurityPolicyName = oneOf(securityPolicies, def.securityPolicy, 'Basic256Sha256');
  return {
    endpointUrl: textSetting(def.endpoint),
    securityMode: mode,
    securityPolicy: policy,
    user: await userOf(def, credentials),
    pkiFolder: pkiFolderOf(userDir),
    requestTimeoutMs: positive(def.requestTimeout, defaults.requestTimeoutMs / 1000) * 1000,
    watchdogMs: defaults.watchdogMs,
    graceMs: defaults.graceMs,
    maxMessageBytes: positive(def.maxMessage, defaults.maxMessageBytes / 1048576) * 1048576,
  };
}
