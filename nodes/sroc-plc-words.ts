import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import type { Verdict } from '../models/verdict';
import { isStatus, isVerdict } from './opcua/plc-input';
import { toBlock, toVariables } from './plc-words/data-block';
import { toRegisters, type WordOrder, wordOrders } from './plc-words/registers';
import { sequenceOf } from './plc-words/sequences';
import { textSetting } from './text-setting';

interface WordsDef extends NodeDef {
  layout: string;
  wordOrder: string;
  prefix: string;
}

/** `sroc-plc-words`: verdicts packed for the Modbus and S7 nodes of other packs. */
module.exports = (RED: NodeAPI) => {
  function WordsNode(this: Node, def: WordsDef) {
    RED.nodes.createNode(this, def);
    const order: WordOrder = wordOrders.find((one) => one === def.wordOrder) ?? 'ABCD';

    const pack = (verdict: Verdict) => {
      const sequence = sequenceOf(this.id);
      if (def.layout === 's7') {
        const { names, values } = toVariables(verdict, sequence, order, textSetting(def.prefix));
        return { variable: names, payload: values };
      }
      if (def.layout === 'block') return { payload: toBlock(verdict, sequence, order) };
      return { payload: toRegisters(verdict, sequence, order) };
    };

    this.on('input', (msg: NodeMessageInFlow & { payload?: unknown }, send, done) => {
      if (isVerdict(msg)) {
        send({ ...msg, ...pack(msg.payload), verdict: msg.payload } as NodeMessageInFlow);
        done();
      } else if (isStatus(msg)) done();
      else done(new Error(RED._('sroc-plc-words.error.noVerdict')));
    });
  }

  RED.nodes.registerType('sroc-plc-words', WordsNode);
};
