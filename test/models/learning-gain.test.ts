import assert from 'node:assert/strict';
import { it } from 'node:test';
import { random } from '../../demo/random';
import { joinDistances, joinLogs, logDistance } from '../../models/detectors/joint';
import { distanceTo } from '../../models/detectors/soft-subspace';
import { extrapolated, learningGain } from '../../models/learning/learning-gain';
import { OutOfFold } from '../../models/learning/out-of-fold';
import type { WindowFrame } from '../../models/learning/window';
import { WindowHead } from '../../models/learning/window-head';
import { median } from '../../models/statistics';

const [PATCHES, DIMS, POOLED] = [36, 6, 24];
const SEEDS = 20;

/** Frames whose patches have something of their own and something of their frame. */
function drawFrames(count: number, seed: number): WindowFrame[] {
  const from = random(seed);
  const normal = () => Array.from({ length: 12 }, () => from.next()).reduce((sum, value) => sum + value, -6);
  return Array.from({ length: count }, () => {
    const own = Array.from({ length: DIMS }, normal);
    return {
      identity: { triggerId: 0, partId: '', recipe: '', source: '', capturedAt: '' },
      patches: {
        codes: Int16Array.from(
          { length: PATCHES * DIMS },
          (_, at) => 1000 * (own[at % DIMS] + 0.3 * normal()),
        ),
        unit: 0.001,
      },
      pooled: Float32Array.from({ length: POOLED }, normal),
    };
  });
}

it('goes from three to four fifths as ln(4/3) and from there to all as ln(5/4)', () => {
  // ln 1.25 / ln 1.3333 = 0.22314 / 0.28768 = 0.77566; the median of 0.1, 0.2 and 0.9 is 0.2.
  assert.ok(Math.abs(extrapolated([0.9, 0.1, 0.2]) - 0.155132) < 1e-6);
  // More frames never make a detector worse.
  assert.equal(extrapolated([-0.3, -0.1]), 0);
});

for (const length of [25, 40]) {
  it(`tells how much closer new frames lie to the detector of ${length} frames than its own out of fold`, async () => {
    const head = await WindowHead.load();
    let [raw, left] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const frames = drawFrames(length, seed);
      const kept = frames.map(() => true);
      const window = await OutOfFold.prepare(frames, head, DIMS);
      const distances = await window.score(kept);
      const joined = joinDistances(distances, kept);
      const { scale, logs } = joined;
      const { patch, pooled } = await window.fit(kept);
      const strangers = drawFrames(400, 1000 + seed);
      const patchScores = await head.patchScores(strangers, patch);
      const theirs = strangers.map((frame, at) =>
        joinLogs(logDistance(patchScores[at]), logDistance(distanceTo(pooled, frame.pooled)), scale),
      );
      const gap = median(logs) - median(theirs);
      raw += gap / SEEDS;
      left += (gap - (await learningGain(window, kept, joined))) / SEEDS;
    }
    assert.ok(raw > 0, `new frames lie no closer: ${raw}`);
    assert.ok(Math.abs(left) < 0.5 * raw, `${left} is left of ${raw}`);
  });
}

it('says nothing of a window with hardly any frames that differ', async () => {
  const frames = drawFrames(9, 1);
  const kept = frames.map(() => true);
  const window = await OutOfFold.prepare(frames, await WindowHead.load(), DIMS);
  const distances = await window.score(kept);
  assert.equal(await learningGain(window, kept, joinDistances(distances, kept)), 0);
});
