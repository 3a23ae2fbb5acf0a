import type { Node, NodeDef } from 'node-red';
import { numberSetting } from '../number-setting';
import { textSetting } from '../text-setting';
import { Connection, type ConnectionUser } from './connection';
import { type BrokerSettings, ownClientId } from './settings';

/** Secrets of the `sroc-mqtt` node, kept by Node-RED apart from the flow. */
export interface BrokerCredentials {
  user?: string;
  password?: string;
  ca?: string;
  cert?: string;
  key?: string;
  passphrase?: string;
}

/** The properties of the `sroc-mqtt` node as the editor stores them; a flow written by hand may lack any. */
export interface BrokerDef extends NodeDef {
  host?: string;
  port?: number | string;
  tls?: boolean;
  verify?: boolean;
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  clientId?: string;
  keepAlive?: number | string;
  cleanSession?: boolean;
  protocolVersion?: number | string;
}

/** The running `sroc-mqtt` node, as the nodes that use it see it. */
export interface BrokerNode extends Node<BrokerCredentials> {
  connection: Connection;
  /** Nodes that use the connection; Node-RED passes errors of a config node on to the Catch nodes of these. */
  users: Record<string, Node>;
  register(node: Node, user: ConnectionUser): void;
  deregister(node: Node, user: ConnectionUser): Promise<void>;
  /** In a few words of the runtime's language, why there is no connection. */
  trouble(why: Error): string;
}

/** Whether a node that was chosen as broker is there and is one. */
export function isBrokerNode(node: Node | null): node is BrokerNode {
  return node !== null && 'connection' in node && node.connection instanceof Connection;
}

export function brokerSettings(
  def: BrokerDef,
  credentials: BrokerCredentials,
  userDirectory: string,
): BrokerSettings {
  const secret = (text: unknown, file: unknown) => ({ text: textSetting(text), file: textSetting(file) });
  const tls = {
    ca: secret(credentials.ca, def.caFile),
    cert: secret(credentials.cert, def.certFile),
    key: secret(credentials.key, def.keyFile),
    passphrase: textSetting(credentials.passphrase),
    verify: def.verify !== false,
  };
  return {
    host: textSetting(def.host).trim() || 'localhost',
    port: numberSetting(def.port, def.tls ? 8883 : 1883, 1, 65_535),
    tls: def.tls ? tls : null,
    user: textSetting(credentials.user),
    password: textSetting(credentials.password),
    clientId: textSetting(def.clientId).trim() || ownClientId(def.id, userDirectory),
    keepAlive: numberSetting(def.keepAlive, 30, 0, 65_535),
    cleanSession: def.cleanSession !== false,
    version: String(def.protocolVersion) === '5' ? 5 : 4,
  };
}
