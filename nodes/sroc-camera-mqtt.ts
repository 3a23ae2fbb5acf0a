import type { IPublishPacket } from 'mqtt';
import type { NodeAPI, NodeStatus } from 'node-red';
import { readIdentity } from './camera/identity';
import { type CameraMqttDef, cameraMqttOptions } from './camera/mqtt-options';
import { readPicture } from './camera/payload';
import { TriggerCounter } from './inspect/frame-input';
import type { FrameMessage } from './messages';
import { isBrokerNode } from './mqtt/broker-node';
import { StatusLight } from './mqtt/status-light';
import type { Subscriber } from './mqtt/subscriber';
import { isFilter } from './mqtt/topic';
import { Resending } from './resending';
import { onClose } from './stopping';
import { leftVariable } from './text-setting';
import type { WiredNode } from './ways';

/** `sroc-camera-mqtt`: every message on the camera's topic becomes a frame. */
module.exports = (RED: NodeAPI) => {
  function CameraMqttNode(this: WiredNode, def: CameraMqttDef) {
    RED.nodes.createNode(this, def);
    const options = cameraMqttOptions(def);
    const broker = RED.nodes.getNode(def.broker ?? '');
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-camera-mqtt.${key}`, values);
    if (!isBrokerNode(broker)) {
      this.status({ fill: 'red', shape: 'ring', text: text('status.noBroker') });
      return;
    }
    const variable = leftVariable(options.filter);
    if (variable !== undefined) {
      this.status({ fill: 'red', shape: 'ring', text: text('status.variable', { variable }) });
      return;
    }
    if (!isFilter(options.filter)) {
      this.status({ fill: 'red', shape: 'ring', text: text('status.badTopic') });
      return;
    }

    const resending = new Resending(RED, this);
    const counter = new TriggerCounter();
    const light = new StatusLight((status) => this.status(status));
    const show = (fill: NodeStatus['fill'], shape: NodeStatus['shape'], words: string) =>
      light.show({ fill, shape, text: words });

    const take = (topic: string, payload: Buffer, packet: IPublishPacket) => {
      if (packet.retain && !options.takeRetained) {
        show('yellow', 'ring', text('status.retained'));
        return;
      }
      const receivedAt = Date.now();
      const picture = readPicture(payload, options.payload);
      const properties = packet.properties?.userProperties;
      const { fault: doubt, ...identity } = readIdentity(
        { topic, json: picture.json, properties, receivedAt },
        options.identity,
        counter,
      );
      const fault = [picture.fault, doubt].filter((sentence) => sentence !== undefined).join(' ');
      const frame: FrameMessage['frame'] = { ...identity, receivedAt };
      if (fault !== '') {
        frame.fault = fault;
        frame.faultCause = picture.fault === undefined ? 'identity' : 'no-picture';
      }
      if (fault === '' && picture.raw) frame.raw = picture.raw;
      const out: FrameMessage = {
        topic,
        payload: fault === '' ? picture.data : Buffer.alloc(0),
        recipe: identity.recipe,
        frame,
      };
      resending.send([out]);
      const { triggerId } = identity;
      if (fault === '') show('green', 'dot', text('status.frame', { triggerId }));
      else show('yellow', 'dot', text('status.fault', { triggerId, fault }));
    };
    /** Stands for this node once it is closed. */
    let stand: Subscriber | null = null;
    const message = (...arrived: Parameters<typeof take>) => {
      if (stand) stand.message(...arrived);
      else take(...arrived);
    };
    const refused = (why: Error) => {
      show('red', 'ring', text('status.refused'));
      this.error(text('error.refused', { topic: options.filter, reason: why.message }), {});
    };
    const subscriber = { filter: options.filter, qos: options.qos, message, refused };
    const user = {
      connectionOnline: () => show('green', 'dot', text('status.connected')),
      connectionOffline: (why: Error) => show('red', 'ring', broker.trouble(why)),
    };

    show('yellow', 'ring', text('status.connecting'));
    broker.register(this, user);
    broker.connection.subscribe(subscriber);
    onClose(RED, this, (removed, done) => {
      light.stop();
      stand = broker.connection.unsubscribe(subscriber, !removed);
      broker.deregister(this, user).then(done, done);
    });
  }

  RED.nodes.registerType('sroc-camera-mqtt', CameraMqttNode);
};
