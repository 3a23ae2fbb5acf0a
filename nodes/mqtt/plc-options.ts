import type { NodeDef } from 'node-red';
import { numberSetting, qosSetting } from '../number-setting';
import { leftVariable, textSetting } from '../text-setting';
import type { StatusFormat } from './station-status';
import { isTopic } from './topic';

/** The properties of `sroc-plc-mqtt` as the editor stores them; a flow written by hand may lack any. */
export interface PlcMqttDef extends NodeDef {
  broker?: string;
  topic?: string;
  format?: string;
  qos?: number | string;
  retain?: boolean;
  statusTopic?: string;
  statusFormat?: string;
  heartbeatMs?: number | string;
  heartbeatTopic?: string;
  queueLimit?: number | string;
}

export interface PlcMqttOptions {
  topic: string;
  format: 'json' | 'fields';
  qos: 0 | 1 | 2;
  retain: boolean;
  /** '' publishes no status and leaves no last will. */
  statusTopic: string;
  statusFormat: StatusFormat;
  /** 0 sends no heartbeat. */
  heartbeatMs: number;
  heartbeatTopic: string;
  queueLimit: number;
}

export function plcMqttOptions(def: PlcMqttDef): PlcMqttOptions {
  const topic = textSetting(def.topic).trim();
  const heartbeatMs = numberSetting(def.heartbeatMs, 0, 0, 86_400_000);
  return {
    topic,
    format: def.format === 'fields' ? 'fields' : 'json',
    qos: qosSetting(def.qos, 1),
    retain: def.retain === true,
    statusTopic: textSetting(def.statusTopic).trim(),
    statusFormat: def.statusFormat === 'json' ? 'json' : 'text',
    heartbeatMs: heartbeatMs > 0 ? Math.max(10, heartbeatMs) : 0,
    heartbeatTopic: textSetting(def.heartbeatTopic).trim() || `${topic}/heartbeat`,
    queueLimit: Math.round(numberSetting(def.queueLimit, 1000, 1, 100_000)),
  };
}

/** The first topic that cannot be published on; undefined when all are good. */
export function badTopic(options: PlcMqttOptions): string | undefined {
  return usedTopics(options).find((one) => !isTopic(one));
}

/** The first variable that Node-RED did not put into a topic: two stations would publish on the same one. */
export function variableInTopic(options: PlcMqttOptions): string | undefined {
  return leftVariable(usedTopics(options).join('\n'));
}

function usedTopics({ topic, statusTopic, heartbeatTopic }: PlcMqttOptions): string[] {
  return [topic, heartbeatTopic, ...(statusTopic === '' ? [] : [statusTopic])];
}
