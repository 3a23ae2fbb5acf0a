import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { FrameMessage } from './messages';
import { type CameraDef, cameraSettings } from './opcua/camera-def';
import { CameraLink } from './opcua/camera-link';
import type { CallValues } from './opcua/camera-method';
import { toFrameMessage } from './opcua/frame-message';
import { showLink } from './opcua/link-status';
import type { OpcUaNode } from './opcua/node-settings';
import type { Shot } from './opcua/shot';

/** Values of a message that a camera's method may ask for by name. */
function callValues(msg: NodeMessageInFlow): CallValues {
  const values: CallValues = {};
  for (const [key, value] of Object.entries<unknown>(msg)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      values[key] = value;
  }
  return values;
}

/** Identity that came with the request for a picture, where the server gave none. */
function withIdentity(shot: Shot, values: CallValues): Shot {
  const { triggerId, partId, recipe } = values;
  return {
    ...shot,
    triggerId: shot.triggerId ?? (typeof triggerId === 'number' ? triggerId & 0xffff : undefined),
    partId: shot.partId ?? (partId === undefined ? undefined : String(partId)),
    recipe: shot.recipe ?? (typeof recipe === 'string' ? recipe : undefined),
  };
}

/** `sroc-camera-opcua`: pictures out of an OPC UA server, one message a picture. */
module.exports = (RED: NodeAPI) => {
  function CameraNode(this: Node, def: CameraDef) {
    RED.nodes.createNode(this, def);
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-camera-opcua.status.${key}`, values);
    const server = RED.nodes.getNode(def.server) as OpcUaNode | null;
    const settings = cameraSettings(def);
    const source = settings.way === 'method' ? settings.nodeIds.method : settings.nodeIds.image;
    let counter = 0;
    let link: CameraLink | undefined;
    let closed = false;

    const message = (shot: Shot): FrameMessage => {
      const counted = () => {
        counter = (counter % 65535) + 1;
        return counter;
      };
      return toFrameMessage(shot, { source, recipe: def.recipe || 'default' }, counted, Date.now());
    };

    if (!server) {
      this.status({ fill: 'red', shape: 'ring', text: text('noServer') });
    } else {
      server.connection.then(
        (connection) => {
          if (closed) return;
          link = new CameraLink(connection, settings, server.largestBytes, {
            changed: (state) => this.status(showLink(state, link?.problem ?? '', text)),
            shot: (shot) => this.send(message(shot)),
            trouble: (sentence) => this.error(sentence, {}),
            note: (sentence) => this.warn(sentence),
          });
        },
        () => this.status({ fill: 'red', shape: 'ring', text: text('misconfigured') }),
      );
    }

    this.on('input', (msg: NodeMessageInFlow, send, done) => {
      if (!link) {
        done(new Error(text('noServer')));
        return;
      }
      const values = callValues(msg);
      link.shoot(values).then(
        (shot) => {
          send({ ...msg, ...message(withIdentity(shot, values)) });
          done();
        },
        (error: Error) => done(error),
      );
    });

    this.on('close', (_removed: boolean, done: () => void) => {
      closed = true;
      (link?.close() ?? Promise.resolve()).finally(done);
    });
  }

  RED.nodes.registerType('sroc-camera-opcua', CameraNode);
};
