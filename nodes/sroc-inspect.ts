import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { isCommand, runCommand } from './inspect/commands';
import { type FrameInput, type IncomingFrame, readFrame } from './inspect/frame-input';
import { type InspectDef, stationOptions } from './inspect/options';
import type { Answer } from './inspect/station';
import { leaveStation, stationOf } from './inspect/stations';
import { StatusLine } from './inspect/status-line';

/** `sroc-inspect`: frames in, one verdict each out. The work is done by a `Station`; this is its plug. */
module.exports = (RED: NodeAPI) => {
  function InspectNode(this: Node, def: InspectDef) {
    RED.nodes.createNode(this, def);
    const options = stationOptions(def, RED.settings.userDir ?? '.');
    const station = stationOf(this.id, options);
    if (!station) {
      const text = RED._('sroc-inspect.error.stationTaken', { station: options.settings.station });
      this.status({ fill: 'red', shape: 'dot', text });
      this.on('input', (_msg, _send, done) => done(new Error(text)));
      return;
    }

    const line = new StatusLine(
      station,
      {
        text: (key, values) => RED._(`sroc-inspect.${key}`, values),
        show: (status) => this.status(status),
        publish: (status) => this.send([null, null, { topic: 'status', payload: status } as NodeMessage]),
        fail: (sentence) => this.error(sentence, {}),
        warn: (sentence) => this.warn(sentence),
      },
      def.recipe,
    );
    station.attach(line, (outputs) => this.send(outputs));
    line.show();
    station.open().catch((error: Error) => line.engineDown(error.message));

    const pictureWired = (def.wires?.[1]?.length ?? 0) > 0;
    this.on('input', (incoming, send, done) => {
      const msg: IncomingFrame = incoming;
      if (isCommand(msg)) {
        runCommand(station, msg, def.recipe).then((answer) => {
          send([null, null, { ...msg, topic: 'status', payload: line.commandStatus(answer) }]);
          line.show();
          done(answer.ok ? undefined : new Error(`${station.name}: ${answer.reason}`));
        });
        return;
      }
      const frame = readFrame(msg, def.recipe, station.triggers);
      station.inspect(frame, pictureWired).then((answer) => {
        const outputs = answerOutputs(msg, frame, answer);
        // After a redeploy the answer leaves through the node that took this one's place.
        if (station.view === line) send(outputs);
        else station.deliver(outputs);
        done();
      });
    });

    this.on('close', (removed: boolean, done: () => void) => {
      line.stop();
      station.detach();
      leaveStation(this.id, removed);
      done();
    });
  }

  RED.nodes.registerType('sroc-inspect', InspectNode);
};

/** The verdict replaces the picture in the incoming message, so that fan-out copies no picture. */
function answerOutputs(
  msg: IncomingFrame,
  input: FrameInput,
  { verdict, picture }: Answer,
): (NodeMessage | null)[] {
  const { recipe } = input.identity;
  const frame = { ...input.identity, receivedAt: input.receivedAt };
  const image = picture && {
    _msgid: msg._msgid,
    topic: msg.topic,
    payload: Buffer.from(picture),
    recipe,
    frame,
    verdict,
  };
  return [{ ...msg, payload: verdict, recipe, frame }, image, null];
}
