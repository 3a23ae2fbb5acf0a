import type { NodeAPI, NodeMessage } from 'node-red';
import { sentence } from '../models/sentence';
import { Evaluation } from '../models/verdict';
import { inEnglish } from '../models/words/remark';
import { type CommandAnswer, isCommand, isForStation, runCommand } from './inspect/commands';
import { type FrameInput, type IncomingFrame, readFrame, TriggerCounter } from './inspect/frame-input';
import { type InspectDef, stationOptions } from './inspect/options';
import { refusedFrame } from './inspect/refused-frame';
import type { Answer, Outlet, Station } from './inspect/station';
import { holderOf, leaveStation, stationOf } from './inspect/stations';
import { StatusLine } from './inspect/status-line';
import type { StationStatus } from './messages';
import { registerMetricsRoute } from './metrics/route';
import { Resending, type WiredNode } from './resending';
import { auditLogOf } from './reviewer/audit-log';
import { logChange } from './reviewer/change-log';
import { registerReviewer, reviewerPath } from './reviewer/register';
import { textSetting } from './text-setting';

/** `sroc-inspect`: frames in, one verdict each out. The work is done by a `Station`; this is its plug. */
module.exports = (RED: NodeAPI) => {
  registerReviewer(RED);
  /** What each node does when flows have started. */
  const starts = new Set<() => void>();
  RED.events.on('flows:started', () => {
    for (const start of [...starts]) start();
  });

  function InspectNode(this: WiredNode, def: InspectDef) {
    RED.nodes.createNode(this, def);
    const options = stationOptions(def, RED.settings.userDir ?? '.');
    const recipe = textSetting(def.recipe) || DEFAULT_RECIPE;
    const resending = new Resending(RED, this);
    const audit = auditLogOf(RED.settings.userDir ?? '.');

    const plugInto = (station: Station): Plug => {
      const line = new StatusLine(
        station,
        {
          text: (key, values) => RED._(`sroc-inspect.${key}`, values),
          show: (status) => this.status(status),
          publish: (status) => station.deliver([null, null, statusMessage(status)]),
          fail: (sentence) => this.error(sentence, {}),
          warn: (sentence) => this.warn(sentence),
          reviewer: (shown) => reviewerPath(RED.settings.httpAdminRoot, station.name, shown),
        },
        recipe,
      );
      station.view = line;
      line.show();
      station.open();
      station.attach((outputs) => resending.send(outputs));
      return { station, line };
    };

    const log = ({ name: station }: Station, { name: action, recipe: of }: CommandAnswer) => {
      const changed = { user: '', station, recipe: isForStation(action) ? '' : of };
      logChange(audit, changed, { action, details: [{ kind: 'by-message' }] }).catch((error) =>
        this.warn(RED._('sroc-inspect.error.notLogged', { command: action, reason: sentence(error) })),
      );
    };

    /** null while another node has the station's name. */
    let plug: Plug | null = null;
    const tryPlug = () => {
      const station = stationOf(this.id, options);
      if (station) plug = plugInto(station);
    };
    const flowsStarted = () => {
      // Another deploy may have freed the station's name; whoever was wired to it anew has to know how it is.
      if (plug) plug.line.publish();
      else tryPlug();
    };
    const nameTaken = () => {
      const { station } = options.settings;
      const holder = holderOf(station) ?? '';
      const other = RED.nodes.getNode(holder)?.name || holder;
      return RED._('sroc-inspect.error.stationTaken', { station, other });
    };
    const refusedTriggers = new TriggerCounter();
    const refuse = (msg: IncomingFrame, send: Outlet, done: (error: Error) => void) => {
      const why = nameTaken();
      if (!isCommand(msg)) {
        const frame = readFrame(msg, recipe, refusedTriggers);
        const answer = { verdict: refusedFrame(frame, why), picture: null };
        resending.send(answerOutputs(msg, frame, answer), send);
      }
      done(new Error(why));
    };

    /** After a redeploy, answers leave through the node that took this one's place, and behind those held for it. */
    const answer = ({ station, line }: Plug, send: Outlet, outputs: (NodeMessage | null)[]) => {
      if (station.view === line && station.attached) resending.send(outputs, send);
      else station.deliver(outputs);
    };

    // Not when a frame comes: the other node may just be deployed anew, and its station must not be taken from it.
    starts.add(flowsStarted);
    tryPlug();
    if (!plug) {
      this.status({ fill: 'red', shape: 'dot', text: nameTaken() });
    }

    this.on('input', (incoming, send, done) => {
      const msg: IncomingFrame = incoming;
      if (!plug) {
        refuse(msg, send, done);
        return;
      }
      const plugged = plug;
      const { station, line } = plugged;
      if (isCommand(msg)) {
        runCommand(station, msg, recipe).then((outcome) => {
          if (outcome.changed) log(station, outcome);
          answer(plugged, send, [null, null, { ...msg, ...statusMessage(line.commandStatus(outcome)) }]);
          if (station.view === line) line.show();
          done(outcome.failure ? new Error(`${station.name}: ${inEnglish(outcome.failure)}`) : undefined);
        });
        return;
      }
      const frame = readFrame(msg, recipe, station.triggers);
      station.inspect(frame, Boolean(this.wires[1]?.length)).then(({ verdict, picture }) => {
        answer(plugged, send, answerOutputs(msg, frame, { verdict, picture }));
        const failed = verdict.evaluation === Evaluation.NotDecidable && !station.paused;
        done(failed ? new Error(`${station.name}: ${verdict.reason}`) : undefined);
      });
    });

    this.on('close', (removed: boolean, done: () => void) => {
      starts.delete(flowsStarted);
      if (plug) {
        const { station, line } = plug;
        line.stop();
        if (removed) {
          // What the frames that wait are answered still leaves through this node.
          station.view = null;
          station.deliver([null, null, statusMessage(line.lastStatus())]);
        } else station.detach();
        leaveStation(this.id, removed);
      }
      done();
    });
  }

  RED.nodes.registerType('sroc-inspect', InspectNode);
  registerMetricsRoute(RED);
};

/** A station, and the line that shows it at its node. */
interface Plug {
  station: Station;
  line: StatusLine;
}

/** The recipe of frames that name none, on a node that names none. */
const DEFAULT_RECIPE = 'default';

function statusMessage(payload: StationStatus) {
  return { topic: 'status', payload };
}

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
