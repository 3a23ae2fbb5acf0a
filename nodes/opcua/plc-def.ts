import type { NodeDef } from 'node-red';
import { textSetting } from '../text-setting';
import type { PlcSettings } from './plc-link';
import type { FieldMap } from './variables';

/** What the editor stores of an `sroc-plc-opcua` node; numbers may be strings, anything may be missing. */
export interface PlcDef extends NodeDef {
  server: string;
  /** Node ids in their stored form by field name. */
  variables: FieldMap;
  output: string;
  mode: string;
  validKind: string;
  ackTimeout: number | string;
  hold: number | string;
  deadline: number | string;
  queueLimit: number | string;
  heartbeat: number | string;
  objectNode: string;
  methodNode: string;
  /** Verdict fields in the order of the method's arguments, separated by commas. */
  methodFields: string;
}

const number = (value: unknown, otherwise: number, min: number, max: number) => {
  const given = Number(value);
  const usable = value !== '' && value !== undefined && value !== null && Number.isFinite(given);
  return usable ? Math.min(Math.max(given, min), max) : otherwise;
};

const handshakeOnly = ['busy', 'ready', 'heartbeat'];

/** What an open dialog holds is enough, too. */
export function plcSettings(def: Partial<PlcDef>): PlcSettings {
  const byMethod = def.output === 'method';
  const mode = def.mode === 'acknowledged' && !byMethod ? 'acknowledged' : 'latched';
  const used = Object.entries(def.variables ?? {}).filter(([field, nodeId]) => {
    if (!nodeId || (field === 'ack' && mode === 'latched')) return false;
    return !byMethod || handshakeOnly.includes(field);
  });
  const fields = textSetting(def.methodFields)
    .split(',')
    .map((field) => field.trim());
  return {
    mode,
    valid: def.validKind === 'counter' && !byMethod ? 'counter' : 'toggle',
    variables: Object.fromEntries(used.map(([field, nodeId]) => [field, textSetting(nodeId)])),
    queueLimit: Math.round(number(def.queueLimit, 100, 1, 10_000)),
    deadlineMs: number(def.deadline, 1000, 0, 600_000),
    ackTimeoutMs: number(def.ackTimeout, 2000, 10, 600_000),
    holdMs: byMethod ? 0 : number(def.hold, 100, 0, 60_000),
    heartbeatMs: number(def.heartbeat, 1000, 0, 60_000),
    ...(byMethod
      ? {
          method: {
            objectId: textSetting(def.objectNode),
            methodId: textSetting(def.methodNode),
            fields: fields.filter(Boolean),
          },
        }
      : {}),
  };
}

/** What is missing for the chosen output, as a sentence; undefined when all is there. */
export function plcProblem({ mode, variables, method }: PlcSettings): string | undefined {
  if (method) {
    if (!method.objectId || !method.methodId) return 'An object and a method are needed to call.';
    return undefined;
  }
  if (!variables.pass && !variables.evaluation) return 'A variable for pass or evaluation is needed.';
  if (!variables.valid) return 'A variable for valid is needed.';
  if (mode === 'acknowledged' && !variables.ack)
    return 'A variable for ack is needed when the PLC acknowledges.';
  return undefined;
}
