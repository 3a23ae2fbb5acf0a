import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topics } from '../../demo/camera';
import { LineConsole } from '../../demo/console';

function consoleLines(statuses: string[]): string[] {
  const lines: string[] = [];
  const shown = new LineConsole((line) => lines.push(line));
  for (const status of statuses) shown.message(topics.status, status, 0);
  return lines;
}

test('of a window every tenth frame is told, and every change of state once', () => {
  const collecting = Array.from({ length: 61 }, (_, count) => `collecting ${count}/60`);
  const inspecting = ['inspecting 100 % pass', 'inspecting 99.2 % pass', 'inspecting 98.5 % pass'];
  assert.deepEqual(consoleLines([...collecting, 'refining', 'removed 5 of 60 frames', ...inspecting]), [
    'line1 collecting 0/60',
    'line1 collecting 10/60',
    'line1 collecting 20/60',
    'line1 collecting 30/60',
    'line1 collecting 40/60',
    'line1 collecting 50/60',
    'line1 collecting 60/60',
    'line1 refining',
    'line1 removed 5 of 60 frames',
    'line1 inspecting 100 % pass',
  ]);
});

test('a count that was not published is made up for by the next one', () => {
  assert.deepEqual(
    consoleLines(['collecting 9/60', 'collecting 12/60', 'collecting 19/60', 'collecting 23/60']),
    ['line1 collecting 9/60', 'line1 collecting 12/60', 'line1 collecting 23/60'],
  );
});

test('of a long window every twentieth frame is told', () => {
  const lines = consoleLines(Array.from({ length: 201 }, (_, count) => `collecting ${count}/200`));
  assert.equal(lines.length, 11);
});

test('what others publish on its topics is passed over', () => {
  const shown = new LineConsole(() => undefined);
  for (const garbage of ['', 'hello', '42', 'null', '[1', '{}']) {
    shown.message(topics.verdict, garbage, 0);
    shown.message(topics.truth, garbage, 0);
  }
  assert.equal(shown.tally.counts.right, 0);
});

function lineWith(verdicts: [pass: boolean, evaluation: number, defective: boolean, late?: boolean][]) {
  const lines: string[] = [];
  const shown = new LineConsole((line) => lines.push(line));
  verdicts.forEach(([pass, evaluation, defective, late], index) => {
    const part = { triggerId: index, partId: `P${index}` };
    shown.message(topics.truth, JSON.stringify({ ...part, defective }), index);
    shown.message(topics.verdict, JSON.stringify({ ...part, pass, evaluation, late }), index);
  });
  return { lines, tally: shown.tally };
}

test('verdicts are counted against the truth; those of the learning phase are not', () => {
  const { tally } = lineWith([
    [false, 0, false],
    [true, 1, false],
    [false, 2, true],
    [true, 1, true],
    [false, 2, false],
    [false, 3, true],
    [true, 1, false, true],
  ]);
  assert.deepEqual(tally.counts, {
    verdicts: 6,
    right: 3,
    missedDefects: 1,
    falseRejects: 1,
    undecided: 1,
    late: 1,
  });
  assert.equal(
    tally.toString(),
    '6 verdicts: 3 right (50.0 %), 1 missed defects, 1 false rejects, 1 undecided, 1 late',
  );
});

test('a verdict of an unknown part, or a second one of the same, does not count', () => {
  const { tally } = lineWith([[true, 1, false]]);
  const verdict = { triggerId: 0, partId: 'P0', pass: true, evaluation: 1 };
  for (const stray of [verdict, { ...verdict, triggerId: 9 }, { ...verdict, partId: 'P1' }]) {
    assert.equal(tally.judge(JSON.parse(JSON.stringify(stray))), false);
  }
  assert.equal(tally.counts.verdicts, 1);
});

test('the tally is told every ten seconds on a slow line', () => {
  const lines: string[] = [];
  const shown = new LineConsole((line) => lines.push(line));
  for (let second = 0; second < 25; second++) {
    const part = { triggerId: second, partId: 'P' };
    shown.message(topics.truth, JSON.stringify({ ...part, defective: false }), second * 1000);
    shown.message(topics.verdict, JSON.stringify({ ...part, pass: true, evaluation: 1 }), second * 1000);
  }
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['line1 11 verdicts', 'line1 21 verdicts'],
  );
});

test('the tally is told every fifty verdicts', () => {
  const { lines } = lineWith(Array.from({ length: 120 }, () => [true, 1, false]));
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['line1 50 verdicts', 'line1 100 verdicts'],
  );
});
