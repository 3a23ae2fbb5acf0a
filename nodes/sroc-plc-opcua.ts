import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { StatusMessage, VerdictMessage } from './messages';
import { forgetVerdictTally, verdictTallyOf } from './metrics/verdict-tally';
import type { Outcome } from './opcua/handshake';
import { lastReady, rememberReady } from './opcua/last-ready';
import { asLate } from './opcua/late';
import { showLink } from './opcua/link-status';
import type { OpcUaNode } from './opcua/node-settings';
import { park, unpark } from './opcua/parked';
import { type PlcDef, plcProblem, plcSettings } from './opcua/plc-def';
import { isStatus, isVerdict, receivedAt } from './opcua/plc-input';
import { PlcLink, type VerdictEntry } from './opcua/plc-link';
import { onClose } from './stopping';
import { beginClosing, forgetTaken, noteTaken, wasTaken } from './taken-while-closing';

type PlcInput = NodeMessageInFlow & { payload?: unknown; frame?: unknown };
type Finish = (error?: Error) => void;

/** `sroc-plc-opcua`: verdicts into a PLC's variables, with a handshake. */
module.exports = (RED: NodeAPI) => {
  function PlcNode(this: Node, def: PlcDef) {
    RED.nodes.createNode(this, def);
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-plc-opcua.status.${key}`, values);
    const settings = plcSettings(def);
    const server = RED.nodes.getNode(def.server) as OpcUaNode | null;
    /** Why no verdict can ever be delivered; empty when they can. */
    let problem = server ? plcProblem(settings) : text('noServer');
    const tally = verdictTallyOf(this);
    const finishers = new Map<VerdictMessage, Finish>();
    /** Verdicts that came before there was a link. */
    const early: VerdictEntry[] = unpark(this.id);
    /** Verdicts that came while this node was closing. */
    const latecomers: VerdictEntry[] = [];
    let link: PlcLink | undefined;
    let closed = false;

    const show = () => {
      if (!link || closed) return;
      const own = link.problems.length > 0 ? link.problems[0] : '';
      const status = showLink(link.state, own, text);
      if (link.state !== 'connected' || own) this.status(status);
      else if (link.overdue)
        this.status({
          fill: 'yellow',
          shape: 'dot',
          text: text('overdue', { waiting: link.handshake.pending }),
        });
      else if (link.refusal)
        this.status({ fill: 'yellow', shape: 'dot', text: text('refused', { reason: link.refusal }) });
      else
        this.status({
          ...status,
          text: text('counts', { delivered: tally.delivered, late: tally.late, lost: tally.allLost }),
        });
    };

    const finished = (outcome: Outcome<VerdictMessage>) => {
      const { entry } = outcome;
      const done = finishers.get(entry.item);
      finishers.delete(entry.item);
      if (outcome.kind === 'delivered') {
        const { lateMs } = outcome;
        tally.delivered += 1;
        if (lateMs > 0) tally.late += 1;
        const payload =
          lateMs > 0 ? asLate(entry.item.payload, lateMs, settings.deadlineMs) : entry.item.payload;
        this.send({ ...entry.item, payload });
        done?.();
        return;
      }
      tally.lost[outcome.kind] += 1;
      const why =
        outcome.kind === 'refused' ? outcome.reason : `${settings.queueLimit} verdicts were waiting already`;
      const error = new Error(
        `Verdict ${entry.triggerId} did not reach the PLC: ${why}. ${tally.allLost} lost so far.`,
      );
      if (done) done(error);
      else this.error(error.message, entry.item);
    };

    if (!server || problem) {
      this.status({ fill: 'red', shape: 'ring', text: problem });
    } else {
      server.connection.then(
        (connection) => {
          if (closed) return;
          link = new PlcLink(connection, settings, {
            changed: show,
            finished,
            trouble: (sentence) => this.error(sentence, {}),
          });
          link.setStationReady(lastReady(this.id));
          for (const entry of early.splice(0)) link.add(entry);
        },
        () => {
          problem = text('misconfigured');
          this.status({ fill: 'red', shape: 'ring', text: problem });
          for (const entry of early.splice(0)) finished({ kind: 'refused', entry, reason: problem });
        },
      );
    }

    this.on('input', (msg: PlcInput, _send, done) => {
      if (isStatus(msg)) {
        rememberReady(this.id, isReady(msg));
        link?.setStationReady(isReady(msg));
        done();
        return;
      }
      if (problem) {
        done(new Error(problem));
        return;
      }
      if (!isVerdict(msg)) {
        done(
          new Error('The message holds no verdict: wire the first output of an inspect node to this node.'),
        );
        return;
      }
      const { triggerId, resultId } = msg.payload;
      if (!closed && wasTaken(this.id, resultId)) {
        done();
        return;
      }
      tally.received += 1;
      finishers.set(msg, done);
      const entry = { triggerId, receivedAt: receivedAt(msg), item: msg };
      if (closed) {
        noteTaken(this.id, resultId);
        latecomers.push(entry);
      } else if (link) link.add(entry);
      else {
        early.push(entry);
        const oldest = early.length > settings.queueLimit ? early.shift() : undefined;
        if (oldest) finished({ kind: 'overflow', entry: oldest });
      }
    });

    onClose(RED, this, (removed, done) => {
      closed = true;
      beginClosing(this.id);
      const closing = link?.close() ?? Promise.resolve(early);
      closing
        .then((undelivered) => {
          const left = [...undelivered, ...latecomers];
          if (!removed) {
            // Whoever takes them over answers for them; here nothing more can become of their messages.
            park(this.id, left);
            for (const finish of finishers.values()) finish();
          } else {
            for (const entry of left) finished({ kind: 'refused', entry, reason: text('removed') });
          }
          finishers.clear();
          if (!removed) return;
          forgetVerdictTally(this.id);
          forgetTaken(this.id);
          rememberReady(this.id, undefined);
        })
        .finally(done);
    });
  }

  RED.nodes.registerType('sroc-plc-opcua', PlcNode);
};

/** A station that inspects or learns takes triggers; one that is paused or in error does not. */
const isReady = ({ payload }: StatusMessage) => payload.state !== 'paused' && payload.state !== 'error';
