import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UndecidedCause } from '../../../models/verdict';
import type { UnjudgedFrame, VerdictPoint } from '../../../nodes/reviewer/api';
import { gapsIn } from '../../../nodes/reviewer/app/chart/gaps';
import { verdictAxis } from '../../../nodes/reviewer/app/chart/scale';
import { matching, noFilters } from '../../../nodes/reviewer/app/views/unjudged/matching';
import { numbersFor } from '../../../nodes/reviewer/app/words/numbers';
import { lastVerdictsInWords, pointInWords, pointsInWords } from '../../../nodes/reviewer/app/words/points';
import { textsFor } from '../../../nodes/reviewer/app/words/texts';

const { say } = textsFor(['en-US']);
const numbers = numbersFor('en-US');

const point = (triggerId: number, outcome: number | UndecidedCause | 'learning'): VerdictPoint => ({
  resultId: `r${triggerId}`,
  at: new Date(2026, 0, 1, 12, 0, triggerId).toISOString(),
  evaluation: typeof outcome === 'number' ? (outcome > 1 ? 2 : 1) : outcome === 'learning' ? 0 : 3,
  rawScore: typeof outcome === 'number' ? outcome : null,
  score: typeof outcome === 'number' ? outcome : null,
  modelId: null,
  triggerId,
  partId: triggerId === 1 ? '' : `P${triggerId}`,
  ...(typeof outcome === 'number' || outcome === 'learning' ? {} : { cause: outcome }),
});

test('frames without a verdict lie between those with one, a row of them in one place', () => {
  const recent = [
    point(1, 'learning'),
    point(2, 'black'),
    point(3, 0.5),
    point(4, 'overflow'),
    point(5, 'overflow'),
    point(6, 0.5),
    point(7, 1.5),
    point(8, 'paused'),
  ];
  assert.deepEqual(
    gapsIn(recent).map(({ since, points }) => [since, points.map(({ triggerId }) => triggerId)]),
    [
      [3, [2]],
      [2, [4, 5]],
      [0, [8]],
    ],
  );
  assert.deepEqual(gapsIn([]), []);
});

test('the axis of the verdicts ends with the newest, and keeps few of them together', () => {
  assert.deepEqual(verdictAxis(0), [-21, 1]);
  assert.deepEqual(verdictAxis(1000), [-1000, 1]);
});

test('a verdict says part, time and score, or why there is none', () => {
  assert.match(pointInWords(point(2, 0.5), say, numbers), /^P2 · 12:00:02\sPM · 0\.50$/);
  assert.match(pointInWords(point(1, 'covered'), say, numbers), /^Trigger 1 · .* · camera sees nothing$/);
  assert.match(
    pointsInWords([point(4, 'black'), point(5, 'paused'), point(6, 'paused')], say, numbers),
    /^12:00:04\sPM – 12:00:06\sPM · 2 × paused, 1 × picture is black$/,
  );
});

test('the last verdicts in words count those that are missing by cause', () => {
  const judged = [point(2, 0.5), point(3, 1.5), point(4, 'learning')];
  assert.equal(lastVerdictsInWords(judged, say, numbers), 'The last 2 verdicts, 1 of them rejected');
  assert.equal(
    lastVerdictsInWords([...judged, point(5, 'no-picture')], textsFor(['de']).say, numbersFor('de')),
    'Die letzten 2 Urteile, davon 1 Ausschuss. Ohne Urteil: 1 × kein Bild dabei',
  );
});

test('frames are found by a piece of their part, in any case, and by cause', () => {
  const frame = (partId: string, cause: UndecidedCause): UnjudgedFrame => ({
    resultId: partId,
    at: '',
    triggerId: 1,
    partId,
    recipe: 'nut',
    cause,
    remark: null,
  });
  const frames = [frame('AB-1', 'black'), frame('ab-2', 'overflow'), frame('', 'black')];
  const found = (filters: Partial<typeof noFilters>) =>
    matching(frames, { ...noFilters, ...filters }).map(({ partId }) => partId);
  assert.deepEqual(found({}), ['AB-1', 'ab-2', '']);
  assert.deepEqual(found({ partId: ' aB ' }), ['AB-1', 'ab-2']);
  assert.deepEqual(found({ cause: 'black' }), ['AB-1', '']);
  assert.deepEqual(found({ cause: 'black', partId: '2' }), []);
});
