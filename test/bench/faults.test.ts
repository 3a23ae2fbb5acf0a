import assert from 'node:assert/strict';
import { test } from 'node:test';
import { images } from '../../bench/faults/images';
import { kills } from '../../bench/faults/kills';
import { mqttFaults } from '../../bench/faults/network';
import { pressure } from '../../bench/faults/pressure';
import { redeploys } from '../../bench/faults/redeploys';
import { type FaultRow, faultTable } from '../../bench/faults/row';
import { soak } from '../../bench/faults/soak';

// The short form of `npm run -s bench -- faults`. Give the seed again in SEED to repeat what failed.
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

const shortForms: { name: string; run: () => Promise<FaultRow>; remarks: RegExp }[] = [
  { name: 'cuts between flow and broker', run: () => mqttFaults(20, seed), remarks: /9 cut, 9 reset/ },
  {
    name: 'kill -9 of Node-RED',
    run: () => kills('Node-RED', 3, seed),
    remarks: /0 unreadable stores, 0 windows with frames lost, 0 slower than 10 s/,
  },
  {
    name: 'kill -9 of the inference process',
    run: () => kills('the inference process', 4, seed),
    remarks: /0 unreadable stores, 0 windows with frames lost/,
  },
  { name: 'damaged pictures', run: () => images(1500, seed), remarks: /^0 crashes of the inference process/ },
  {
    name: 'too many frames',
    run: () => pressure(0.05, seed),
    remarks: /[1-9]\d* answered unjudged, the oldest first/,
  },
  { name: 'redeploys', run: () => redeploys(12, seed), remarks: /processes 1 -> 1,/ },
  {
    name: 'a soak',
    run: async () => (await soak(0.2, seed, ['a'])).row,
    remarks: /^(\d+) received, \1 counted by outcome, \1 delivered/,
  },
];

for (const { name, run, remarks } of shortForms) {
  test(`${name}: every trigger has its one verdict`, { timeout: 90_000 }, async (context) => {
    const row = await run();
    context.diagnostic(`seed ${seed}: ${row.expected} frames; recovery ${row.recovery}; ${row.remarks}`);
    assert.deepEqual([row.lost, row.doubled, row.wrongId], [0, 0, 0], faultTable([row]));
    assert.match(row.remarks, remarks);
  });
}
