import { setTimeout as wait } from 'node:timers/promises';
import { random } from '../../demo/random';
import type { FlowNode } from './line-flow';
import type { DeployType } from './node-red-host';
import { Plant } from './plant';
import { childrenOf, processFacts } from './processes';
import { type FaultRow, faultRow } from './row';

const STATIONS = ['one', 'two'];
const TYPES: DeployType[] = ['full', 'flows', 'nodes'];
/** Redeploys until everything that is only loaded once is. */
const WARM = 20;

interface Held {
  nodeRedMb: number;
  handles: number;
  threads: number;
  processes: number;
}

/** Redeploys of every type in the middle of traffic, some with a change and some without. */
export async function redeploys(count: number, seed: number): Promise<FaultRow> {
  const draw = random(seed, 5);
  const plant = await Plant.start(STATIONS, seed);
  try {
    for (const station of STATIONS) await plant.train(station);
    const traffic = plant.traffic(10);
    const recoveries: number[] = [];
    const held: Held[] = [await holding(plant)];
    for (let deploy = 0; deploy < count; deploy++) {
      const type = TYPES[deploy % TYPES.length];
      await plant.nodeRed.deploy(draw.next() < 0.5 ? changed(plant.flow, deploy) : plant.flow, type);
      recoveries.push(await plant.recovered(STATIONS[deploy % STATIONS.length]));
      await wait(draw.between(0, 200));
      if (deploy % WARM === WARM - 1) held.push(await holding(plant));
    }
    traffic.stop();
    const lost = await plant.complete();
    await wait(6000);
    held.push(await holding(plant));
    const [warm, last] = [held[Math.min(1, held.length - 1)], held[held.length - 1]];
    const change = (name: keyof Held) => `${warm[name].toFixed(0)} -> ${last[name].toFixed(0)}`;
    return faultRow(plant.book, {
      fault: 'redeploys (full, flows, nodes) under traffic',
      tried: count,
      lost,
      recoveries,
      remarks: [
        `Node-RED after ${WARM} redeploys and at the end: handles ${change('handles')}, threads ${change('threads')}, ` +
          `processes ${change('processes')}, memory ${change('nodeRedMb')} MB after garbage collection`,
      ],
    });
  } finally {
    await plant.stop();
  }
}

async function holding(plant: Plant): Promise<Held> {
  await plant.nodeRed.collectGarbage();
  const facts = await processFacts(plant.nodeRed.pid);
  return {
    nodeRedMb: facts?.rssMb ?? 0,
    handles: facts?.handles ?? 0,
    threads: facts?.threads ?? 0,
    processes: (await childrenOf(plant.nodeRed.pid)).length,
  };
}

/** What an engineer changes: a name, a queue. */
function changed(flow: readonly FlowNode[], number: number): FlowNode[] {
  return flow.map((node) => {
    if (node.type === 'sroc-inspect')
      return { ...node, name: `inspect ${number}`, queueLimit: 50 + (number % 2) };
    return node.type.startsWith('sroc-') && node.z ? { ...node, name: `node ${number}` } : node;
  });
}
