import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { NearestSearch } from '../../bench/baselines/bank';
import type { Baseline } from '../../bench/baselines/baseline';
import { consensus } from '../../bench/baselines/consensus';
import { cutPaste } from '../../bench/baselines/cut-paste';
import { padim } from '../../bench/baselines/padim';
import { patchCore } from '../../bench/baselines/patchcore';
import { pooledMahalanobis, pooledNeighbour } from '../../bench/baselines/pooled';
import { outlyingPatches } from '../../bench/baselines/soft-patch';
import { calibrated } from '../../bench/calibrate';
import { type Random, random } from '../../demo/random';
import type { WindowFrame } from '../../models/learning/window';
import { products } from '../models/products';

const [PATCHES, DIMS, POOLED] = [16, 8, 12];
const STRAY = 5;

/** A frame of noise; in a defective one one patch, and with it the pooled feature, is far off. */
function frame(from: Random, defective = false): WindowFrame {
  const codes = Int16Array.from({ length: PATCHES * DIMS }, () => Math.round(1000 * from.normal()));
  const pooled = Float32Array.from({ length: POOLED }, () => from.normal());
  if (defective) {
    codes.fill(12_000, STRAY * DIMS, (STRAY + 1) * DIMS);
    pooled.fill(8);
  }
  const identity = { triggerId: 0, partId: '', recipe: '', source: '', capturedAt: '' };
  return { identity, patches: { codes, unit: 1e-3 }, pooled };
}

const several = (count: number, from: Random, defective = false) =>
  Array.from({ length: count }, () => frame(from, defective));

describe('the detectors of the literature', () => {
  const from = random(11);
  const window = several(60, from);
  const good = several(20, from);
  const bad = several(5, from, true);
  let baselines: Baseline[];
  before(async () => {
    const search = await NearestSearch.load();
    baselines = [
      pooledMahalanobis(products),
      pooledNeighbour,
      padim(DIMS),
      patchCore(DIMS, search, false),
      patchCore(DIMS, search, true),
      cutPaste(async (frames) => several(frames.length, from, true)),
    ];
  });

  it('score every defect above every good frame', async () => {
    for (const { name, fit } of baselines) {
      const score = await fit(window);
      const [worstGood, bestBad] = [Math.max(...(await score(good))), Math.min(...(await score(bad)))];
      assert.ok(bestBad > worstGood, `${name}: ${bestBad} is not above ${worstGood}`);
    }
  });

  it('reject the defects, and few good frames, at the automatic threshold', async () => {
    for (const baseline of [pooledMahalanobis(products), padim(DIMS)]) {
      const scores = await calibrated(baseline, window, [...good, ...bad]);
      assert.ok(
        scores.slice(good.length).every((score) => score > 1),
        baseline.name,
      );
      assert.ok(scores.slice(0, good.length).filter((score) => score > 1).length <= 2, baseline.name);
    }
  });

  it('find the distance to the nearest vector', async () => {
    const search = await NearestSearch.load();
    const bank = { values: Float32Array.of(0, 0, 3, 4), count: 2, dims: 2 };
    const query = { values: Float32Array.of(0, 1, 3, 2, 3, 4), count: 3, dims: 2 };
    assert.deepEqual([...(await search.distances(query, bank))], [1, 2, 0]);
  });
});

describe('the refinements of the literature', () => {
  const from = random(12);
  const window = [...several(45, from), ...several(5, from, true)];

  it('agree on the planted defects (SRR)', async () => {
    const kept = await consensus(window, 0.1, products);
    assert.deepEqual(kept.slice(45), [false, false, false, false, false]);
    assert.ok(kept.filter((keeps) => keeps).length >= 20);
  });

  it('keep everything when told that nothing is polluted (SRR)', async () => {
    assert.ok((await consensus(window, 0, products)).every((keeps) => keeps));
  });

  it('drop the 15 % of the patches that lie alone, the planted one among them (SoftPatch)', () => {
    const polluted = [...window.slice(0, 45), frame(from, true)];
    const outlying = outlyingPatches(polluted, DIMS);
    assert.equal(outlying.size, Math.round(0.15 * 46 * PATCHES));
    assert.ok(outlying.has(45 * PATCHES + STRAY));
  });
});
