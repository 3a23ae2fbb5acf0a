import { setTimeout as wait } from 'node:timers/promises';
import { random } from '../../demo/random';
import { Evaluation } from '../../models/verdict';
import { total } from '../../test/nodes/exposition-reader';
import { cameraTopic, type FlowNode, inspect, mqttLines } from './line-flow';
import { MUTANT_SIDE, mutant, seeds } from './mutate';
import type { Memory } from './node-red-host';
import { smallParts } from './pictures';
import { Plant } from './plant';
import { type FaultRow, faultRow } from './row';

const STATION = 'line';
/** Frames under way at once: fewer than the station's queue takes. */
const AT_ONCE = 40;
const PATIENCE = 30_000;

/** Damaged picture files of every format, through the camera node of a real Node-RED. */
export async function images(count: number, seed: number): Promise<FaultRow> {
  const draw = random(seed, 4);
  const plant = await Plant.start([STATION], seed, mutantFlow);
  const all = await seeds(await smallParts(10, seed));
  const outcomes: Record<string, number> = {};
  const memory: ({ sent: number } & Memory)[] = [];
  let sent = 0;
  const note = async () => memory.push({ sent, ...(await plant.nodeRed.memory()) });
  const sender = async () => {
    while (sent < count) {
      if (sent++ % Math.ceil(count / 20) === 0) await note();
      const { format, bytes } = mutant(all, draw);
      const camera = format === 'raw' ? 'raw' : 'encoded';
      const answer = plant.sendBytes(
        (part, trigger) => `${cameraTopic(STATION)}/${camera}/${part}/${trigger}`,
        bytes,
      );
      const verdict = await Promise.race([answer, wait(PATIENCE, null)]);
      const outcome = verdict ? (verdict.cause ?? Evaluation[verdict.evaluation ?? 0]) : 'none';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  try {
    await plant.send(STATION);
    const started = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    const seconds = (performance.now() - started) / 1000;
    await note();
    const lost = await plant.complete();
    const restarts = total(await plant.nodeRed.metrics(), 'sroc_engine_restarts_total');
    const warm = memory[Math.min(4, memory.length - 1)];
    const last = memory[memory.length - 1];
    return faultRow(plant.book, {
      fault: 'damaged picture files',
      tried: count,
      lost,
      recoveries: [],
      remarks: [
        `${restarts} crashes of the inference process`,
        Object.entries(outcomes)
          .map(([outcome, times]) => `${times} ${outcome}`)
          .join(', '),
        `${Math.round(count / seconds)} a second`,
        `memory from ${warm.sent} frames to the end: Node-RED ${warm.nodeRedMb.toFixed(0)} -> ${last.nodeRedMb.toFixed(0)} MB, ` +
          `inference process ${warm.engineMb.toFixed(0)} -> ${last.engineMb.toFixed(0)} MB`,
      ],
    });
  } finally {
    await plant.stop();
  }
}

/** The usual line, and two cameras beside it that take bare files and find the identity in the topic. */
function mutantFlow(brokerPort: number): FlowNode[] {
  const camera = (name: string, format: string): FlowNode => ({
    id: `camera-${name}`,
    type: 'sroc-camera-mqtt',
    z: 'tab',
    x: 100,
    y: 100,
    broker: 'broker',
    topic: `${cameraTopic(STATION)}/${name}/+/+`,
    qos: 1,
    format,
    rawWidth: MUTANT_SIDE,
    rawHeight: MUTANT_SIDE,
    rawChannels: 3,
    partIdFrom: 'topic',
    partIdKey: '-2',
    triggerIdFrom: 'topic',
    triggerIdKey: '-1',
    wires: [[inspect(STATION, '').id]],
  });
  return [...mqttLines([STATION], brokerPort), camera('encoded', 'auto'), camera('raw', 'raw')];
}
