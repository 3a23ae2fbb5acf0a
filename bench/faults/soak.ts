import { setTimeout as wait } from 'node:timers/promises';
import { random } from '../../demo/random';
import { total } from '../../test/nodes/exposition-reader';
import { Plant } from './plant';
import { processFacts } from './processes';
import { type FaultRow, faultRow } from './row';

const STATIONS = ['one', 'two', 'three', 'four'];
const RECIPES = ['a', 'b', 'c'];
const PER_SECOND = 5;
const SAMPLE_MS = 5000;
/**
 * Frames that each recipe gets first, as fast as they are judged, for an hour's soak: as many verdicts as a station
 * remembers of it. What is only filling up is no leak.
 */
const WARM_UP = 1000;

/** Memory of both processes after so many minutes. */
export interface SoakSample {
  minute: number;
  nodeRedMb: number;
  engineMb: number;
}

/** Four stations with three recipes each, with cuts and redeploys among the frames, and the memory meanwhile. */
export async function soak(
  minutes: number,
  seed: number,
  recipes: readonly string[] = RECIPES,
): Promise<{ row: FaultRow; samples: SoakSample[] }> {
  const draw = random(seed, 6);
  const plant = await Plant.start(STATIONS, seed);
  try {
    for (const station of STATIONS) for (const recipe of recipes) await plant.train(station, recipe);
    const warmUp = Math.round(WARM_UP * Math.min(1, minutes / 60));
    await plant.rush(warmUp * STATIONS.length * recipes.length, recipes);
    const traffic = plant.traffic(PER_SECOND, recipes);
    const samples: SoakSample[] = [];
    const recoveries: number[] = [];
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 60_000;
    let nextFault = draw.between(10_000, 30_000);
    let faults = 0;
    while (elapsed() < minutes) {
      await wait(SAMPLE_MS);
      const engine = await plant.nodeRed.enginePid();
      const facts = await Promise.all([plant.nodeRed.pid, engine ?? 0].map(processFacts));
      samples.push({ minute: elapsed(), nodeRedMb: facts[0]?.rssMb ?? 0, engineMb: facts[1]?.rssMb ?? 0 });
      nextFault -= SAMPLE_MS;
      if (nextFault > 0) continue;
      nextFault = draw.between(10_000, 30_000);
      faults++;
      if (draw.next() < 0.5) plant.cable.cut();
      else await plant.nodeRed.deploy(plant.flow, draw.next() < 0.5 ? 'full' : 'nodes');
      recoveries.push(await plant.recovered(STATIONS[faults % STATIONS.length]));
    }
    traffic.stop();
    const lost = await plant.complete();
    let metrics = await plant.nodeRed.metrics();
    // The last verdict may be here before the broker has told Node-RED so.
    while (total(metrics, 'sroc_plc_verdicts_waiting') > 0 && elapsed() < minutes + 1)
      metrics = await plant.nodeRed.metrics();
    const received = total(metrics, 'sroc_frames_received_total');
    const counted = total(metrics, 'sroc_verdicts_total') + total(metrics, 'sroc_frames_pending');
    const delivered = total(metrics, 'sroc_plc_verdicts_delivered_total');
    return {
      samples,
      row: faultRow(plant.book, {
        fault: `soak: ${minutes} min, ${STATIONS.length} stations with ${recipes.length} recipes, ${PER_SECOND} frames/s`,
        tried: faults,
        lost,
        recoveries,
        remarks: [
          `${received} received, ${counted} counted by outcome, ${delivered} delivered; ${plant.book.late} marked late`,
          `memory after warm-up: Node-RED ${slopeText(samples, 'nodeRedMb')}, inference process ${slopeText(samples, 'engineMb')}`,
        ],
      }),
    };
  } finally {
    await plant.stop();
  }
}

/** Mean, and growth in MB an hour by least squares. */
function slopeText(samples: readonly SoakSample[], which: 'nodeRedMb' | 'engineMb'): string {
  if (samples.length < 2) return '–';
  const mean = (of: (sample: SoakSample) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [x, y] = [mean(({ minute }) => minute), mean((sample) => sample[which])];
  const covariance = mean((sample) => (sample.minute - x) * (sample[which] - y));
  const slope = (60 * covariance) / mean(({ minute }) => (minute - x) ** 2);
  return `${y.toFixed(0)} MB, ${slope >= 0 ? '+' : ''}${slope.toFixed(1)} MB/h`;
}
