import type { NodeAPI } from 'node-red';
import { registerAdminRoutes } from './opcua/admin-routes';
import { OpcUaConnection } from './opcua/connection';
import {
  connectionSettings,
  type OpcUaCredentials,
  type OpcUaDef,
  type OpcUaNode,
} from './opcua/node-settings';
import { textSetting } from './text-setting';

/** `sroc-opcua`: one session on one server for all nodes that name it. */
module.exports = (RED: NodeAPI) => {
  const userDir = () => RED.settings.userDir ?? '.';

  function OpcUaConfigNode(this: OpcUaNode, def: OpcUaDef) {
    RED.nodes.createNode(this, def);
    this.endpoint = textSetting(def.endpoint);
    this.connection = connectionSettings(def, this.credentials ?? {}, userDir()).then((settings) => {
      this.largestBytes = settings.maxMessageBytes;
      return new OpcUaConnection(settings);
    });
    this.connection.catch((error: Error) => this.error(error.message));
    this.on('close', (_removed: boolean, done: () => void) => {
      this.connection
        .then((connection) => connection.close())
        .catch(() => {})
        .finally(done);
    });
  }

  RED.nodes.registerType<OpcUaNode, OpcUaDef, unknown, OpcUaCredentials>('sroc-opcua', OpcUaConfigNode, {
    credentials: {
      user: { type: 'text' },
      password: { type: 'password' },
      userCertificate: { type: 'password' },
      userKey: { type: 'password' },
    },
  });

  registerAdminRoutes(RED, userDir());
};
