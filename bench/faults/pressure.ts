import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from '../../models/statistics';
import { Plant } from './plant';
import { type FaultRow, faultRow } from './row';

const STATION = 'line';
/** So many times more frames are offered than can be judged. */
const TOO_MANY = 3;
const PROBE_MS = 250;

/** More frames than the machine can judge, for so many minutes. */
export async function pressure(minutes: number, seed: number): Promise<FaultRow> {
  const plant = await Plant.start([STATION], seed);
  try {
    await plant.train(STATION);
    const capacity = await measured(plant);
    const offered = Math.round(TOO_MANY * capacity);
    const latencies: number[] = [];
    const pings: number[] = [];
    const memory: number[] = [];
    const until = performance.now() + minutes * 60_000;
    let overflow = 0;
    let sent = 0;
    const started = performance.now();
    let nextProbe = started;
    while (performance.now() < until) {
      const due = ((performance.now() - started) / 1000) * offered;
      for (; sent < due; sent++) {
        void plant.send(STATION).then(({ latencyMs = 0, cause }) => {
          latencies.push(latencyMs);
          if (cause === 'overflow') overflow++;
        });
      }
      if (performance.now() >= nextProbe) {
        nextProbe += PROBE_MS;
        pings.push(await plant.nodeRed.ping());
        memory.push((await plant.nodeRed.memory()).nodeRedMb);
      }
      await wait(5);
    }
    const recoveries: number[] = [];
    const end = performance.now();
    for (let frame = 0; frame < 10; frame++) {
      const { cause } = await plant.send(STATION);
      if (cause !== 'overflow') recoveries.push(performance.now() - end);
      if (recoveries.length > 0) break;
    }
    const lost = await plant.complete();
    return faultRow(plant.book, {
      fault: `${TOO_MANY} x more frames than can be judged, for ${minutes} min`,
      tried: 1,
      lost,
      recoveries,
      remarks: [
        `${capacity.toFixed(0)} a second can be judged, ${offered} a second came; ${overflow} answered unjudged, the oldest first`,
        `latency p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms, longest ${quantile(latencies, 1)} ms`,
        `Node-RED answers a request in p50 ${quantile(pings, 0.5).toFixed(0)} ms, p99 ${quantile(pings, 0.99).toFixed(0)} ms meanwhile`,
        `its memory ${memory[Math.floor(memory.length / 4)].toFixed(0)} MB after a quarter, ${memory[memory.length - 1].toFixed(0)} MB at the end`,
      ],
    });
  } finally {
    await plant.stop();
  }
}

/** Frames a second when there is always one to judge. */
async function measured(plant: Plant): Promise<number> {
  const started = performance.now();
  let done = 0;
  const sender = async () => {
    while (performance.now() - started < 4000) {
      await plant.send(STATION);
      done++;
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  return done / 4;
}
