import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import type { FrameMessage } from './messages';
import { callValues, refusedShot, withIdentity } from './opcua/asked-shot';
import { type CameraDef, cameraSettings } from './opcua/camera-def';
import { CameraLink } from './opcua/camera-link';
import type { LinkState } from './opcua/connection';
import { toFrameMessage } from './opcua/frame-message';
import { lastTrigger, rememberTrigger } from './opcua/last-trigger';
import { showLink } from './opcua/link-status';
import type { OpcUaNode } from './opcua/node-settings';
import type { Shot } from './opcua/shot';
import { Resending } from './resending';
import { onClose } from './stopping';
import { textSetting } from './text-setting';
import type { WiredNode } from './ways';

/** `sroc-camera-opcua`: pictures out of an OPC UA server, one message a picture. */
module.exports = (RED: NodeAPI) => {
  function CameraNode(this: WiredNode, def: CameraDef) {
    RED.nodes.createNode(this, def);
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-camera-opcua.status.${key}`, values);
    const server = RED.nodes.getNode(def.server) as OpcUaNode | null;
    const settings = cameraSettings(def);
    const source = settings.way === 'method' ? settings.nodeIds.method : settings.nodeIds.image;
    const resending = new Resending(RED, this);
    let counter = 0;
    let link: CameraLink | undefined;
    let closed = false;
    /** Why there is no link. */
    let missing = text(server ? 'connecting' : 'noServer');

    const message = (shot: Shot): FrameMessage => {
      const counted = () => {
        counter = (counter % 65535) + 1;
        return counter;
      };
      return toFrameMessage(shot, { source, recipe: textSetting(def.recipe) }, counted, Date.now());
    };

    if (!server) {
      this.status({ fill: 'red', shape: 'ring', text: missing });
    } else {
      server.connection.then(
        (connection) => {
          if (closed) return;
          const after = lastTrigger(this.id, settings.nodeIds.trigger);
          const events = {
            changed: (state: LinkState) => this.status(showLink(state, link?.problem ?? '', text)),
            shot: (shot: Shot) => resending.send([message(shot)]),
            trouble: (sentence: string) => this.error(sentence, {}),
            note: (sentence: string) => this.warn(sentence),
          };
          link = new CameraLink(connection, settings, server.largestBytes, events, after);
        },
        () => {
          missing = text('misconfigured');
          this.status({ fill: 'red', shape: 'ring', text: missing });
        },
      );
    }

    this.on('input', (msg: NodeMessageInFlow, send, done) => {
      const values = callValues(msg);
      const shooting = link?.shoot(values) ?? Promise.reject(new Error(missing));
      shooting.then(
        (shot) => {
          resending.send([{ ...msg, ...message(withIdentity(shot, values)) }], send);
          done();
        },
        (error: Error) => {
          // Who asked for a picture waits for a verdict.
          const hasIds = settings.way !== 'method' && settings.nodeIds.triggerId !== '';
          resending.send([{ ...msg, ...message(refusedShot(error, values, hasIds)) }], send);
          done(error);
        },
      );
    });

    onClose(RED, this, (removed, done) => {
      closed = true;
      // A redeploy before there was a link knows no better than the one before it.
      if (link) rememberTrigger(this.id, settings.nodeIds.trigger, removed ? undefined : link.lastTrigger);
      (link?.close() ?? Promise.resolve()).finally(done);
    });
  }

  RED.nodes.registerType('sroc-camera-opcua', CameraNode);
};
