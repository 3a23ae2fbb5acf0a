import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evaluation, Verdict } from '../../models/verdict';
import { RateMeter } from '../../nodes/inspect/rate-meter';
import { Silence } from '../../nodes/inspect/silence';
import { StationLive } from '../../nodes/inspect/station-live';

const START = 1_800_000_000_000;
const at = (seconds: number) => START + seconds * 1000;

function verdict(change: Partial<Verdict> = {}): Verdict {
  return {
    pass: true,
    evaluation: 1,
    score: 0.5,
    threshold: 1,
    rawScore: 2,
    reason: '',
    recipe: 'default',
    modelId: 'model',
    triggerId: 1,
    partId: '',
    resultId: 'result',
    capturedAt: '',
    decidedAt: new Date(START).toISOString(),
    latencyMs: 10,
    ...change,
  };
}

test('a rate is that of the last minute, or since the first event', () => {
  const meter = new RateMeter();
  assert.equal(meter.rate(START), 0);
  for (let second = 0; second < 10; second++) for (let n = 0; n < 3; n++) meter.count(at(second));
  assert.equal(meter.rate(at(10)), 3);
  assert.equal(meter.rate(at(30)), 1);
  assert.equal(meter.rate(at(60)), 27 / 60);
  assert.equal(meter.rate(at(69)), 0);
  assert.equal(meter.rate(at(6000)), 0);
  meter.count(at(6000));
  assert.equal(meter.rate(at(6000)), 1 / 60);
});

test('silence is a pause ten times as long as usual and longer than ten seconds', () => {
  const silence = new Silence(at(0));
  assert.deepEqual([silence.lastFrameAt, silence.seconds(at(0))], [null, null]);
  for (let second = 0; second <= 10; second += 2) silence.frame(at(second));
  assert.equal(silence.lastFrameAt, at(10));
  assert.equal(silence.seconds(at(30)), null);
  assert.equal(silence.seconds(at(31)), 21);
  silence.frame(at(3600));
  assert.equal(silence.seconds(at(3601)), null);
  // The pause has not become the usual pace.
  assert.equal(silence.seconds(at(3621)), 21);
});

test('a line that takes a quarter of a minute for a part is not silent between two of them', () => {
  const silence = new Silence(at(0));
  for (let part = 0; part < 4; part++) silence.frame(at(15 * part));
  assert.equal(silence.seconds(at(59)), null);
  assert.equal(silence.seconds(at(45 + 151)), 151);
});

test('a camera that sends nothing from the start on is silent after a minute', () => {
  const silence = new Silence(at(0));
  assert.equal(silence.seconds(at(60)), null);
  assert.equal(silence.seconds(at(61)), 61);
  silence.frame(at(90));
  assert.equal(silence.seconds(at(95)), null);
});

test('a quick line is silent after ten seconds', () => {
  const silence = new Silence(at(0));
  for (let n = 0; n < 30; n++) silence.frame(START + n * 100);
  assert.equal(silence.seconds(START + 2900 + 10_000), null);
  assert.equal(silence.seconds(START + 2900 + 10_600), 11);
});

test('latency is that of judged frames, and the last thousand verdicts of a recipe are kept', () => {
  const live = new StationLive(START);
  assert.deepEqual(live.numbers(START), {
    framesPerSecond: 0,
    latencyMs: null,
    lastFrameAt: null,
    silentForSeconds: null,
  });
  for (let n = 1; n <= 1001; n++) {
    live.arrived(START);
    live.answered(verdict({ triggerId: n, latencyMs: n }), START);
  }
  const undecided: Evaluation = 3;
  live.answered(verdict({ evaluation: undecided, latencyMs: 1e6, recipe: 'other' }), START);
  const numbers = live.numbers(START);
  assert.deepEqual(numbers.latencyMs, { median: 952, p95: 996 });
  assert.equal(numbers.lastFrameAt, new Date(START).toISOString());
  assert.equal(live.verdicts('default').length, 1000);
  assert.equal(live.verdicts('default')[0].triggerId, 2);
  assert.equal(live.verdicts('other').length, 1);
  assert.equal(live.pace('default', at(10)), 100.1);
  live.forget('default');
  assert.deepEqual([live.verdicts('default').length, live.pace('default', START)], [0, 0]);
});

test('recipe names that change with every part do not fill the memory', () => {
  const live = new StationLive(START);
  for (let n = 0; n < 150; n++) live.answered(verdict({ recipe: `part ${n}` }), START);
  assert.equal(live.verdicts('part 49').length, 0);
  assert.equal(live.verdicts('part 50').length, 1);
});

test('the last frames that nobody could judge are kept of each cause, whatever their recipe, and no others', () => {
  const live = new StationLive(START);
  const decided = (n: number) => ({ triggerId: n, decidedAt: new Date(at(n)).toISOString() });
  const undecided = { evaluation: 3 } as const;
  live.answered(verdict({ ...decided(0), ...undecided, cause: 'black', recipe: 'nut' }), START, {
    kind: 'black',
  });
  live.answered(verdict({ ...decided(1), evaluation: 0 }), START);
  live.answered(verdict({ ...decided(2), evaluation: 2 }), START);
  for (let n = 3; n < 103; n++) {
    const point = live.answered(verdict({ ...decided(n), ...undecided, cause: 'paused' }), START);
    assert.equal(point.cause, 'paused');
  }
  live.forget('nut');
  const frames = live.unjudged.items;
  assert.deepEqual(
    frames.map(({ triggerId }) => triggerId),
    [...Array.from({ length: 50 }, (_, n) => 102 - n), 0],
  );
  assert.deepEqual(frames.at(-1), {
    resultId: 'result',
    at: new Date(START).toISOString(),
    triggerId: 0,
    partId: '',
    recipe: 'nut',
    cause: 'black',
    remark: { kind: 'black' },
  });
  assert.equal(frames[0].remark, null);
});
