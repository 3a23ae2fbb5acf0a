import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Random, random } from '../../demo/random';
import { OutOfFold } from '../../models/learning/out-of-fold';
import { refine } from '../../models/learning/sroc';
import type { WindowFrame } from '../../models/learning/window';
import { WindowHead } from '../../models/learning/window-head';

const DIMS = 8;
const PATCHES = 25;
const POOLED = 16;
const UNIT = 1 / 1000;

let head: WindowHead;
before(async () => {
  head = await WindowHead.load();
});

/** Normally distributed features; those of a defect are far off in one patch, and, if it is no other's kind, a little in the pooled ones. */
function frame(from: Random, defect: number, { oneKind = false, variety = 0 }: How): WindowFrame {
  // Half of the good parts vary more than the rest, some of them much more.
  const spread = variety > 0 ? Math.exp(variety * Math.max(0, from.normal())) : 1;
  const patches = Float32Array.from({ length: PATCHES * DIMS }, () => spread * from.normal());
  const pooled = Float32Array.from({ length: POOLED }, () => spread * from.normal());
  if (defect > 0 && oneKind) patches[from.below(PATCHES) * DIMS] += defect;
  else if (defect > 0) {
    const place = from.below(PATCHES) * DIMS;
    for (let dim = 0; dim < DIMS; dim++) patches[place + dim] += defect * from.normal();
    for (let dim = 0; dim < POOLED; dim++) pooled[dim] += (defect / 4) * from.normal();
  }
  const identity = { triggerId: 0, partId: '', recipe: 'a', source: '', capturedAt: '' };
  return {
    identity,
    patches: { codes: Int16Array.from(patches, (value) => value / UNIT), unit: UNIT },
    pooled,
  };
}

interface How {
  /** Deviations from the good ones. */
  strength?: number;
  cap?: number;
  /** All defects are off in the same direction. */
  oneKind?: boolean;
  /** Logarithm of how much more a good part varies that lies a deviation above the middle. */
  variety?: number;
}

/** Of `good` frames and `defects` among them, in turn: how many of each are removed. */
async function removed(seed: number, good: number, defects: number, how: How = {}) {
  const { strength = 4, cap = 0.5 } = how;
  const from = random(seed);
  const every = defects > 0 ? Math.floor((good + defects) / defects) : Number.POSITIVE_INFINITY;
  let left = defects;
  const defective = Array.from(
    { length: good + defects },
    (_, index) => index % every === every - 1 && left-- > 0,
  );
  const frames = defective.map((own) => frame(from, own ? strength : 0, how));
  const { kept } = await refine(await OutOfFold.prepare(frames, head, DIMS), cap);
  const count = (wanted: boolean) => kept.filter((own, index) => !own && defective[index] === wanted).length;
  return { defects: count(true), good: count(false) };
}

describe('SROC', () => {
  for (const seed of [1, 2, 3]) {
    it(`finds the tenth of a window that is defective, and takes next to nothing else (seed ${seed})`, async () => {
      const { defects, good } = await removed(seed, 90, 10);
      assert.equal(defects, 10);
      assert.ok(good <= 3, `${good} of 90 good frames`);
    });

    it(`takes next to nothing out of a clean window (seed ${seed})`, async () => {
      const { good } = await removed(seed, 100, 0);
      assert.ok(good <= 3, `${good} of 100 good frames`);
    });

    // Models of the whole window, instead of its least suspicious frames, let half of them pass.
    it(`cleans a window of which four in ten are defective, none of them grossly (seed ${seed})`, async () => {
      const { defects, good } = await removed(seed, 60, 40, { strength: 3 });
      assert.ok(defects >= 34, `only ${defects} of 40`);
      assert.ok(good <= 3, `${good} of 60 good frames`);
    });
  }

  it('takes little of short windows, whatever chance makes of their tail', async () => {
    let good = 0;
    for (let seed = 0; seed < 20; seed++) good += (await removed(seed, 20, 0)).good;
    assert.ok(good <= 12, `${good} of 400 good frames`);
  });

  it('cleans a long window as well, and takes next to nothing out of a clean one', async () => {
    const polluted = await removed(1, 180, 20);
    assert.equal(polluted.defects, 20);
    assert.ok(polluted.good <= 6, `${polluted.good} of 180 good frames`);
    const clean = await removed(1, 200, 0);
    assert.ok(clean.good <= 6, `${clean.good} of 200 good frames`);
  });

  // Ranked by models of the whole window alone, all of them pass with one of the seeds.
  it('does not let defects of one kind excuse each other in a long window whose good parts vary much', async () => {
    for (const seed of [1, 2, 3]) {
      const { defects } = await removed(seed, 160, 40, { strength: 8, oneKind: true, variety: 0.6 });
      assert.ok(defects >= 36, `only ${defects} of 40 (seed ${seed})`);
    }
  });

  for (const [good, bad] of [
    [60, 40],
    [120, 80],
  ]) {
    it(`never removes more than it may of ${good + bad} frames`, async () => {
      const { defects, good: others } = await removed(1, good, bad, { cap: 0.15 });
      assert.equal(defects + others, 0.15 * (good + bad));
    });
  }
});
