import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { auroc } from '../../bench/auroc';
import { extractSet } from '../../bench/extract';
import { splitSet } from '../../bench/split';
import { fitWindow } from '../../models/fit';
import { judgeKept } from '../../models/judge-kept';
import { WindowHead } from '../../models/window-head';

/** Real pictures lie beside the project, never in it. */
const folder = join(__dirname, '..', '..', '..', 'shared', 'data', 'metal_nut');
const SEEDS = [0, 1, 2];

it('cleans a polluted window of real parts', {
  skip: !existsSync(folder) && 'skipped: no data',
}, async (t) => {
  const set = await extractSet(folder, 'resnet50', 224);
  const head = await WindowHead.load();
  const isDefect = (index: number) => set.samples[index].defective;
  const totals = { removedDefects: 0, defects: 0, removedGood: 0, good: 0, auroc: 0 };
  for (const seed of SEEDS) {
    const { window, test } = splitSet(set.samples, 200, 0.1, seed);
    const options = { patchDims: set.patchDims, refine: true, removalCap: 0.4, falseRejectTarget: 0.01 };
    const fit = await fitWindow(
      window.map((index) => set.frames[index]),
      options,
      head,
    );
    window.forEach((index, at) => {
      const removed = Number(!fit.frames[at].kept);
      totals[isDefect(index) ? 'defects' : 'good']++;
      totals[isDefect(index) ? 'removedDefects' : 'removedGood'] += removed;
    });
    const scores = await judgeKept(
      fit.detector,
      test.map((index) => set.frames[index]),
      head,
    );
    totals.auroc += auroc(scores, test.map(isDefect)) / SEEDS.length;
  }
  const recall = totals.removedDefects / totals.defects;
  const lost = totals.removedGood / totals.good;
  t.diagnostic(
    `recall of removal ${recall.toFixed(3)}, good lost ${lost.toFixed(3)}, AUROC ${totals.auroc.toFixed(4)}`,
  );
  assert.ok(recall >= 0.8, `only ${recall} of the defects were removed`);
  assert.ok(lost <= 0.05, `${lost} of the good frames were lost`);
  assert.ok(totals.auroc >= 0.97, `AUROC ${totals.auroc}`);
});
