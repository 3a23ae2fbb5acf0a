import { setTimeout as wait } from 'node:timers/promises';
import { random } from '../../demo/random';
import { total } from '../../test/nodes/exposition-reader';
import type { Memory } from './node-red-host';
import { Plant } from './plant';
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
/**
 * Cuts and redeploys right after that, one after the other. V8 compiles a function for speed once it was called often, and keeps
 * the code: most of what a redeploy seems to leave behind, until those that run in one are compiled.
 */
const WARM_UP_FAULTS = 400;

/** Of the measured time, before it: threads and pools of memory still find their size. */
const SETTLING = 0.25;

/** How often in the measured time Node-RED's garbage is collected, to see what it holds. */
const COLLECTIONS = 24;

/** Resident memory, before (< 0) or after so many minutes of the measured time. */
export interface SoakSample extends Memory {
  minute: number;
  /** Right after Node-RED's garbage was collected; null while it was not. */
  nodeRedHeldMb: number | null;
}

/**
 * Four stations with three recipes each, with cuts and redeploys among the frames, and the memory meanwhile.
 * @param minutes measured time; all of it begins a quarter of it earlier
 */
export async function soak(
  minutes: number,
  seed: number,
  recipes: readonly string[] = RECIPES,
): Promise<{ row: FaultRow; samples: SoakSample[] }> {
  const draw = random(seed, 6);
  const plant = await Plant.start(STATIONS, seed);
  try {
    for (const station of STATIONS) for (const recipe of recipes) await plant.train(station, recipe);
    const warmUp = (count: number) => Math.round(count * Math.min(1, minutes / 60));
    await plant.rush(warmUp(WARM_UP) * STATIONS.length * recipes.length, recipes);
    const traffic = plant.traffic(PER_SECOND, recipes);
    const bring = async (fault: number) => {
      if (draw.next() < 0.5) plant.cable.cut();
      else await plant.nodeRed.deploy(plant.flow, draw.next() < 0.5 ? 'full' : 'nodes');
      return plant.recovered(STATIONS[fault % STATIONS.length]);
    };
    for (let fault = 0; fault < warmUp(WARM_UP_FAULTS); fault++) await bring(fault);
    const samples: SoakSample[] = [];
    const recoveries: number[] = [];
    const started = performance.now();
    const settling = SETTLING * minutes;
    const elapsed = () => (performance.now() - started) / 60_000 - settling;
    let nextFault = draw.between(10_000, 30_000);
    let collections = 0;
    let faults = 0;
    while (elapsed() < minutes) {
      await wait(SAMPLE_MS);
      const collect = elapsed() + settling >= (collections * minutes) / COLLECTIONS;
      samples.push({ minute: elapsed(), ...(await memoryOf(plant, collect)) });
      if (collect) collections++;
      nextFault -= SAMPLE_MS;
      if (nextFault > 0) continue;
      nextFault = draw.between(10_000, 30_000);
      faults++;
      recoveries.push(await bring(faults));
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
          `memory after warm-up: Node-RED ${slopeText(samples, 'nodeRedHeldMb')} after garbage collection, ` +
            `${slopeText(samples, 'nodeRedMb')} with it; inference process ${slopeText(samples, 'engineMb')}`,
        ],
      }),
    };
  } finally {
    await plant.stop();
  }
}

async function memoryOf({ nodeRed }: Plant, collect: boolean): Promise<Omit<SoakSample, 'minute'>> {
  const memory = await nodeRed.memory();
  if (!collect) return { ...memory, nodeRedHeldMb: null };
  await nodeRed.collectGarbage();
  return { ...memory, nodeRedHeldMb: (await nodeRed.memory()).nodeRedMb };
}

/** Mean of the measured time, and growth in MB an hour by least squares. */
function slopeText(
  samples: readonly SoakSample[],
  which: 'nodeRedMb' | 'nodeRedHeldMb' | 'engineMb',
): string {
  const points = samples.flatMap(({ minute, [which]: megabytes }) =>
    minute < 0 || megabytes === null ? [] : [{ minute, megabytes }],
  );
  if (points.length < 2) return '–';
  const mean = (of: (point: { minute: number; megabytes: number }) => number) =>
    points.reduce((sum, one) => sum + of(one), 0) / points.length;
  const [x, y] = [mean(({ minute }) => minute), mean(({ megabytes }) => megabytes)];
  const covariance = mean(({ minute, megabytes }) => (minute - x) * (megabytes - y));
  const slope = (60 * covariance) / mean(({ minute }) => (minute - x) ** 2);
  return `${y.toFixed(0)} MB, ${slope >= 0 ? '+' : ''}${slope.toFixed(1)} MB/h`;
}
