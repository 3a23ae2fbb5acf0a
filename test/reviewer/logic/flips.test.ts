import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VerdictPoint } from '../../../nodes/reviewer/api';
import { countFlips, judgedBy } from '../../../nodes/reviewer/app/chart/flips';

const point = (
  rawScore: number | null,
  evaluation: 0 | 1 | 2 | 3,
  modelId: string | null = 'm',
): VerdictPoint => ({
  resultId: 'r',
  at: '2026-01-01T00:00:00.000Z',
  evaluation,
  rawScore,
  score: rawScore,
  modelId,
  triggerId: 1,
  partId: '',
});

test('frames between two thresholds flip, and one on the threshold passes', () => {
  const judged = judgedBy('m', [point(8, 1), point(9, 1), point(10, 1), point(11, 2), point(12, 2)]);
  assert.deepEqual(countFlips(judged, 10), { frames: 5, nowRejected: 0, nowPassed: 0 });
  assert.deepEqual(countFlips(judged, 9), { frames: 5, nowRejected: 1, nowPassed: 0 });
  assert.deepEqual(countFlips(judged, 11), { frames: 5, nowRejected: 0, nowPassed: 1 });
});

test('what another model judged, or nobody, counts for nothing', () => {
  const recent = [point(5, 1, 'before'), point(null, 3), point(null, 0, null), point(5, 1)];
  assert.deepEqual(countFlips(judgedBy('m', recent), 1), { frames: 1, nowRejected: 1, nowPassed: 0 });
});

test('a higher threshold never rejects more', () => {
  const scores = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { maxLength: 50 });
  const threshold = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(scores, threshold, threshold, (raw, one, other) => {
      const judged = judgedBy(
        'm',
        raw.map((score) => point(score, score <= 5 ? 1 : 2)),
      );
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) => countFlips(judged, at));
      assert.ok(low.nowRejected >= high.nowRejected);
      assert.ok(low.nowPassed <= high.nowPassed);
    }),
  );
});
