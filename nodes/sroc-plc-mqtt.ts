import type { Node, NodeAPI } from 'node-red';
import { forgetVerdictTally, verdictTallyOf } from './metrics/verdict-tally';
import { isBrokerNode } from './mqtt/broker-node';
import { badTopic, type PlcMqttDef, plcMqttOptions, variableInTopic } from './mqtt/plc-options';
import { PlcStation, type StationMemory } from './mqtt/plc-station';
import { isStationStatus } from './mqtt/station-status';
import { StatusLight } from './mqtt/status-light';
import { isVerdict } from './mqtt/verdict-message';
import { VerdictOutbox } from './mqtt/verdict-outbox';
import { onClose } from './stopping';
import { beginClosing, forgetTaken, noteTaken, wasTaken } from './taken-while-closing';

/** By node id: what a station still has to tell outlives a redeploy. */
const memories = new Map<string, StationMemory>();

/** `sroc-plc-mqtt`: verdicts and the station's status, published for the PLC. */
module.exports = (RED: NodeAPI) => {
  function PlcMqttNode(this: Node, def: PlcMqttDef) {
    RED.nodes.createNode(this, def);
    const options = plcMqttOptions(def);
    const broker = RED.nodes.getNode(def.broker ?? '');
    const text = (key: string, values?: Record<string, string | number>) =>
      RED._(`sroc-plc-mqtt.${key}`, values);
    /** The station will not come again. */
    const forget = () => {
      const waiting = memories.get(this.id)?.outbox.waiting ?? 0;
      memories.delete(this.id);
      forgetTaken(this.id);
      forgetVerdictTally(this.id);
      if (waiting > 0) this.warn(text('error.removed', { count: waiting }));
    };
    const variable = variableInTopic(options);
    const wrong = variable ?? badTopic(options);
    if (!isBrokerNode(broker) || wrong !== undefined) {
      const topicProblem = () =>
        variable === undefined
          ? text('status.badTopic', { topic: wrong ?? '' })
          : text('status.variable', { variable });
      const why = isBrokerNode(broker) ? topicProblem() : text('status.noBroker');
      this.status({ fill: 'red', shape: 'ring', text: why });
      this.on('input', (_msg, _send, done) => done(new Error(why)));
      onClose(RED, this, (removed, done) => {
        // Before its broker was deleted it may have been at work.
        if (removed) forget();
        done();
      });
      return;
    }

    const tally = verdictTallyOf(this);
    const memory = memories.get(this.id) ?? { outbox: new VerdictOutbox(tally), status: null };
    memories.set(this.id, memory);
    const { outbox } = memory;
    const light = new StatusLight((status) => this.status(status));
    const show = () => {
      const { trouble } = station;
      const words = [
        trouble ? broker.trouble(trouble) : text(trouble === null ? 'status.connected' : 'status.connecting'),
      ];
      // While connected, what waits is on its way: the status would flicker with every verdict.
      if (outbox.waiting > 0 && trouble !== null)
        words.push(text('status.waiting', { count: outbox.waiting }));
      if (outbox.dropped > 0) words.push(text('status.dropped', { count: outbox.dropped }));
      const fill = trouble ? 'red' : trouble === null && outbox.dropped === 0 ? 'green' : 'yellow';
      light.show({ fill, shape: trouble === null ? 'dot' : 'ring', text: words.join(', ') });
    };
    const station = new PlcStation(options, broker.connection, memory, {
      changed: show,
      overflowed: () =>
        this.error(text('error.overflow', { topic: options.topic, limit: options.queueLimit }), {}),
      rejected: (why) =>
        this.error(text('error.rejected', { topic: options.topic, reason: why.message }), {}),
    });

    let closing = false;
    this.on('input', (msg, _send, done) => {
      const { topic, payload } = msg;
      if (topic === 'status' && isStationStatus(payload)) {
        const refused = (why: Error) =>
          done(new Error(text('error.rejected', { topic: options.statusTopic, reason: why.message })));
        station.takeStatus(payload).then(() => done(), refused);
      } else if (isVerdict(payload)) {
        if (closing) noteTaken(this.id, payload.resultId);
        else if (wasTaken(this.id, payload.resultId)) {
          done();
          return;
        }
        outbox.push(payload, (why) =>
          done(why && new Error(text('error.rejected', { topic: options.topic, reason: why.message }))),
        );
      } else {
        done(new Error(text('error.noVerdict', { kind: payload === null ? 'null' : typeof payload })));
      }
    });

    onClose(RED, this, (removed, done) => {
      closing = true;
      beginClosing(this.id);
      light.stop();
      const leave = async () => {
        await station.close();
        await broker.deregister(this, station);
        if (removed) forget();
      };
      leave().then(done, done);
    });

    station.open();
    broker.register(this, station);
    show();
  }

  RED.nodes.registerType('sroc-plc-mqtt', PlcMqttNode);
};
