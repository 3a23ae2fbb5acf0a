import type { NodeAPI } from 'node-red';
import { type BrokerCredentials, type BrokerDef, type BrokerNode, brokerSettings } from './mqtt/broker-node';
import { Connection } from './mqtt/connection';
import { clientOptions } from './mqtt/settings';
import { troubleOf } from './mqtt/trouble';
import { numberSetting } from './number-setting';

/** `sroc-mqtt`: the broker, and the one connection to it that its users share. */
module.exports = (RED: NodeAPI) => {
  function MqttNode(this: BrokerNode, def: BrokerDef) {
    RED.nodes.createNode(this, def);
    const settings = brokerSettings(def, this.credentials ?? {}, RED.settings.userDir ?? '');
    const place = `${settings.host}:${settings.port}`;
    const text = (key: string, values: Record<string, string>) => RED._(`sroc-mqtt.${key}`, values);
    const limits = {
      first: numberSetting(RED.settings.get('srocMqttReconnectFirst'), 1000, 1, 3_600_000),
      longest: numberSetting(RED.settings.get('srocMqttReconnectLongest'), 30_000, 1, 3_600_000),
    };
    this.users = {};
    this.trouble = (why) => {
      const { key, detail } = troubleOf(why);
      return text(`trouble.${key}`, { place, detail });
    };
    this.connection = new Connection(settings.clientId, () => clientOptions(settings), limits, {
      lost: (why) => this.error(text('error.lost', { place, reason: this.trouble(why) }), {}),
      back: () => this.log(text('log.back', { place })),
      willLost: (topic, why) =>
        this.error(text('error.will', { topic, place, reason: this.trouble(why) }), {}),
    });
    this.register = (node, user) => {
      this.users[node.id] = node;
      this.connection.register(user);
    };
    this.deregister = async (node, user) => {
      delete this.users[node.id];
      await this.connection.deregister(user);
    };
    this.on('close', (_removed: boolean, done: () => void) => {
      this.connection.close().then(done, done);
    });
  }

  RED.nodes.registerType<BrokerNode, BrokerDef, Record<string, number>, BrokerCredentials>(
    'sroc-mqtt',
    MqttNode,
    {
      credentials: {
        user: { type: 'text' },
        password: { type: 'password' },
        ca: { type: 'password' },
        cert: { type: 'password' },
        key: { type: 'password' },
        passphrase: { type: 'password' },
      },
      settings: {
        srocMqttReconnectFirst: { value: 1000, exportable: false },
        srocMqttReconnectLongest: { value: 30_000, exportable: false },
      },
    },
  );
};
