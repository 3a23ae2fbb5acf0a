import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { numbers } from './arguments';
import { images } from './faults/images';
import { kills } from './faults/kills';
import { mqttFaults, opcuaFaults } from './faults/network';
import { pressure } from './faults/pressure';
import { redeploys } from './faults/redeploys';
import { type FaultRow, failedRow, faultTable } from './faults/row';
import { soak } from './faults/soak';
import { soakChart } from './faults/soak-chart';

/** Share of the cuts that the OPC UA line gets: each costs it more time. */
const OPCUA_SHARE = 0.4;
/** Share of the kills that hit the inference process alone. */
const ENGINE_SHARE = 0.4;

/** `npm run -s bench -- faults`: what a factory does to a line, and what becomes of the verdicts. */
export async function faults(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: 'network,kills,images,pressure,redeploys,soak' },
      cuts: { type: 'string', default: '500' },
      kills: { type: 'string', default: '100' },
      images: { type: 'string', default: '100000' },
      redeploys: { type: 'string', default: '200' },
      'pressure-minutes': { type: 'string', default: '10' },
      'soak-minutes': { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      chart: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const count = (option: keyof typeof values, least: number, most: number) =>
    numbers(option, values[option] ?? '', least, most)[0];
  const seed = count('seed', 0, 2 ** 31);
  const cuts = count('cuts', 10, 1e6);
  const killed = count('kills', 5, 1e6);
  const runs: Record<string, () => Promise<FaultRow[]>> = {
    network: async () => [
      await mqttFaults(Math.round(cuts * (1 - OPCUA_SHARE)), seed),
      await opcuaFaults(Math.round(cuts * OPCUA_SHARE), seed),
    ],
    kills: async () => [
      await kills('Node-RED', Math.round(killed * (1 - ENGINE_SHARE)), seed),
      await kills('the inference process', Math.round(killed * ENGINE_SHARE), seed),
    ],
    images: async () => [await images(count('images', 100, 1e9), seed)],
    pressure: async () => [await pressure(count('pressure-minutes', 0.05, 1e4), seed)],
    redeploys: async () => [await redeploys(count('redeploys', 3, 1e6), seed)],
    soak: async () => {
      const { row, samples } = await soak(count('soak-minutes', 0.2, 1e5), seed);
      if (values.chart) await writeFile(values.chart, soakChart(samples));
      return [row];
    },
  };
  const chosen = values.only.split(',').map((name) => name.trim());
  const unknown = chosen.find((name) => !Object.hasOwn(runs, name));
  if (unknown !== undefined)
    throw new Error(`There is no fault "${unknown}"; choose of ${Object.keys(runs).join(', ')}.`);
  const rows: FaultRow[] = [];
  for (const name of chosen) {
    // What went wrong with one fault must not hide what became of the others.
    const failed = (error: unknown) => [failedRow(name, error)];
    rows.push(...(await runs[name]().catch(failed)));
  }
  process.stdout.write(`${faultTable(rows)}\n`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  // node-opcua's server keeps timers of its own.
  process.exit();
}
