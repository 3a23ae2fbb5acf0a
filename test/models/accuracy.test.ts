import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { FIT_OPTIONS, INPUT_SIZE, WINDOW_SIZE } from '../../bench/defaults';
import { Features } from '../../bench/features';
import { outcomeOf } from '../../bench/outcome';
import { splitSet } from '../../bench/split';
import { readDataset } from '../../demo/dataset';
import { fitWindow } from '../../models/learning/fit';
import { WindowHead } from '../../models/learning/window-head';

/** Real pictures lie beside the project, never in it. */
const folder = join(__dirname, '..', '..', '..', 'shared', 'data', 'metal_nut');
const SEEDS = [0, 1, 2];

it('cleans a polluted window of real parts', {
  skip: !existsSync(folder) && 'skipped: no data',
}, async (t) => {
  const samples = await readDataset(folder);
  const features = await Features.load('resnet50', INPUT_SIZE);
  const head = await WindowHead.load();
  const counts = { defects: 0, removedDefects: 0, good: 0, removedGood: 0 };
  let auroc = 0;
  for (const seed of SEEDS) {
    const split = splitSet(samples, WINDOW_SIZE, 0.1, seed);
    const window = split.window.map((index) => split.samples[index]);
    const test = split.test.map((index) => split.samples[index]);
    const options = { ...FIT_OPTIONS, patchDims: features.patchDims, refine: true };
    const fit = await fitWindow(await features.of(window), options, head);
    window.forEach(({ defective }, at) => {
      counts[defective ? 'defects' : 'good']++;
      counts[defective ? 'removedDefects' : 'removedGood'] += Number(!fit.frames[at].kept);
    });
    auroc += (await outcomeOf(fit, test, await features.of(test), head)).auroc / SEEDS.length;
  }
  const recall = counts.removedDefects / counts.defects;
  const lost = counts.removedGood / counts.good;
  t.diagnostic(
    `recall of removal ${recall.toFixed(3)}, good lost ${lost.toFixed(3)}, AUROC ${auroc.toFixed(4)}`,
  );
  assert.ok(recall >= 0.8, `only ${recall} of the defects were removed`);
  assert.ok(lost <= 0.05, `${lost} of the good frames were lost`);
  assert.ok(auroc >= 0.97, `AUROC ${auroc}`);
});
