import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { IN_FLIGHT } from '../../models/host/station-queue';
import { Evaluation } from '../../models/verdict';
import { plate } from '../models/pictures';
import {
  flowOf,
  frame,
  frames,
  station,
  statusIn,
  statusOf,
  verdictIn,
  verdicts,
  WINDOW,
} from './inspect-line';
import { startRuntime, type TestRuntime } from './runtime';

let runtime: TestRuntime;
before(async () => {
  runtime = await startRuntime();
});
after(() => runtime.stop());

const caught = (text: RegExp) =>
  runtime.messages('errors').first((message) => text.test(JSON.stringify(message.error)));

test('a station learns a window, cleans it, and judges what comes then', async () => {
  await runtime.deploy(flowOf(station('a')));
  assert.equal((await statusOf(runtime, 'a', () => true)).text, `collecting 0/${WINDOW}`);
  for (const message of await frames(1, WINDOW)) runtime.inject('a', message);
  const learned = await verdicts(runtime, 'a', WINDOW);
  assert.deepEqual(
    learned.map(({ triggerId, partId, evaluation, pass, score, modelId, reason }) => ({
      triggerId,
      partId,
      evaluation,
      pass,
      score,
      modelId,
      reason,
    })),
    Array.from({ length: WINDOW }, (_, index) => ({
      triggerId: index + 1,
      partId: `part ${index + 1}`,
      evaluation: Evaluation.Undefined,
      pass: false,
      score: null,
      modelId: null,
      reason: `learning: frame ${index + 1} of ${WINDOW}`,
    })),
  );
  const ready = await statusOf(runtime, 'a', ({ text }) => /^inspecting/.test(text));
  const texts = runtime.messages('a-status').all.map((message) => statusIn(message).text);
  const counted = Array.from({ length: WINDOW }, (_, index) => `collecting ${index}/${WINDOW}`);
  const removed = `removed ${ready.removed} of ${WINDOW} frames`;
  assert.deepEqual(texts.filter((text, index) => text !== texts[index - 1]).slice(0, WINDOW + 3), [
    ...counted,
    'refining',
    removed,
    texts.at(-1),
  ]);

  runtime.inject('a', await frame(101));
  runtime.inject('a', { ...(await frame(102, true)), extra: 'kept', topic: 'camera/1' });
  const [good, bad] = (await verdicts(runtime, 'a', WINDOW + 2)).slice(-2);
  assert.deepEqual(Object.keys(good), [
    ...['pass', 'evaluation', 'score', 'threshold', 'rawScore', 'reason', 'recipe', 'modelId'],
    ...['triggerId', 'partId', 'resultId', 'capturedAt', 'decidedAt', 'latencyMs'],
  ]);
  assert.deepEqual([good.pass, good.evaluation, good.triggerId], [true, Evaluation.OK, 101]);
  assert.deepEqual([bad.pass, bad.evaluation, bad.triggerId], [false, Evaluation.NotOK, 102]);
  assert.ok(Number(good.score) <= 1 && Number(bad.score) > 1);
  assert.equal(good.threshold, 1);
  assert.equal(good.modelId, ready.modelId);
  assert.equal(good.capturedAt, '2026-01-01T00:00:00.000Z');
  assert.ok(good.latencyMs >= 0 && Date.parse(good.decidedAt) <= Date.now());
  const ids = new Set(runtime.messages('a-verdicts').all.map((message) => verdictIn(message).resultId));
  assert.equal(ids.size, WINDOW + 2);

  const message = runtime.messages('a-verdicts').all[WINDOW + 1];
  assert.deepEqual([message.extra, message.topic, message.recipe], ['kept', 'camera/1', 'default']);
  const images = await runtime.messages('a-images').count(WINDOW + 2);
  const image = images[WINDOW + 1];
  assert.ok(Buffer.isBuffer(image.payload));
  const { format, width, height } = await sharp(image.payload).metadata();
  assert.deepEqual([format, width, height], ['jpeg', 160, 160]);
  assert.equal(verdictIn({ payload: image.verdict }).triggerId, 102);
  const plain = await sharp(await plate(102, true))
    .raw()
    .toBuffer();
  const shown = await sharp(image.payload).raw().toBuffer();
  assert.ok(
    shown.some((value, index) => Math.abs(value - plain[index]) > 60),
    'no heat is shown',
  );

  const dots = runtime.statuses('a').all.map(({ fill, text }) => `${fill} ${text}`);
  assert.ok(dots.includes('yellow collecting 19/20') && dots.includes('blue refining'), dots.join('\n'));
  assert.equal(dots.at(-1), 'green inspecting 50.0 % pass');
});

test('commands are answered on the third output', async () => {
  const command = async (topic: string) => {
    runtime.inject('a', { topic, payload: '' });
    return statusOf(runtime, 'a', (status) => status.command?.name === topic);
  };
  const paused = await command('pause');
  // Said again, it changes nothing, and is not logged again.
  await command('pause');
  assert.deepEqual([paused.command?.ok, paused.command?.text, paused.state], [true, 'pause: done', 'paused']);
  runtime.inject('a', await frame(103));
  const [refused] = (await verdicts(runtime, 'a', WINDOW + 3)).slice(-1);
  assert.deepEqual([refused.pass, refused.evaluation], [false, Evaluation.NotDecidable]);
  assert.match(refused.reason, /paused/);
  assert.equal((await command('resume')).state, 'inspecting');
  const learning = await command('train');
  assert.deepEqual([learning.state, learning.collected], ['collecting', 0]);
  runtime.inject('a', await frame(104));
  assert.equal(
    (await verdicts(runtime, 'a', WINDOW + 4))[WINDOW + 3].reason,
    `learning: frame 1 of ${WINDOW}`,
  );
  const cancelled = await command('cancel');
  assert.deepEqual([cancelled.state, cancelled.command?.ok], ['inspecting', true]);
  runtime.inject('a', { topic: 'cancel', payload: '' });
  const nowhere = await statusOf(runtime, 'a', (status) => status.command?.ok === false);
  assert.match(nowhere.command?.text ?? '', /cancel failed: .* has no detector to go back to/);
  const reset = await command('reset');
  assert.deepEqual([reset.state, reset.removed, reset.modelId], ['collecting', null, null]);
  // Whoever asks who trained a recipe anew finds those that a flow did, and none that failed.
  const path = join(runtime.userDirectory, 'sroc-inspection', 'audit.log');
  const logged = async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  while ((await logged()).length < 5) await wait(20);
  const entries = (await logged()).map((line) => JSON.parse(line));
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['pause', 'resume', 'train', 'cancel', 'reset'],
  );
  assert.deepEqual(
    [entries[0].recipe, entries[2].recipe, entries[2].detail],
    ['', 'default', 'by a message of the flow'],
  );
});

test('whatever is no picture gets its verdict, Catch nodes hear of it, and the next frame is taken', async () => {
  await runtime.deploy(flowOf(station('b', { whileLearning: 'pass' })));
  const { payload } = await frame(1);
  const odd: unknown[] = [
    'a text',
    7,
    null,
    undefined,
    { a: 1 },
    [1, 2],
    Buffer.alloc(0),
    Buffer.from('no'),
    true,
  ];
  for (const given of odd) runtime.inject('b', { payload: given, topic: 'elsewhere' });
  runtime.inject('b', { payload, topic: 'train' });
  runtime.inject('b', { payload, frame: { triggerId: 107, fault: 'the camera was dark' } });
  runtime.inject('b', {
    payload,
    frame: { triggerId: 108, receivedAt: Number.NaN, raw: { width: 3, tell: () => 1 } },
  });
  runtime.inject('b', { payload, frame: { triggerId: 70_000 } });
  runtime.inject('b', { payload, frame: { triggerId: 109, receivedAt: 1e300, recipe: 'other' } });
  const all = await verdicts(runtime, 'b', odd.length + 5);
  assert.deepEqual(new Set(all.map(({ triggerId }) => triggerId)).size, all.length);
  const by = (triggerId: number) => all.find((verdict) => verdict.triggerId === triggerId);
  for (const verdict of odd.map((_, index) => by(index + 1))) {
    assert.deepEqual([verdict?.pass, verdict?.evaluation], [false, Evaluation.NotDecidable]);
  }
  assert.match(by(1)?.reason ?? '', /msg.payload is a string, not a Buffer/);
  assert.match(by(3)?.reason ?? '', /missing/);
  assert.equal(by(10)?.reason, `learning: frame 1 of ${WINDOW}`);
  assert.equal(by(10)?.pass, true);
  const message = runtime.messages('b-verdicts').all.find((sent) => verdictIn(sent).triggerId === 10);
  assert.deepEqual([message?.recipe, message?.topic], ['default', 'train']);
  assert.match(JSON.stringify(await caught(/camera was dark/)), /"id":"b"/);
  await caught(/msg.frame.raw must have/);
  await caught(/70000/);
  assert.equal(all.find(({ reason }) => reason.includes('70000'))?.pass, false);
  await caught(/the frame is empty/);
  assert.equal(by(109)?.recipe, 'other');
});

test('each recipe has a window of its own', async () => {
  await runtime.deploy(flowOf(station('c')));
  for (const recipe of ['left', 'right', 'left']) runtime.inject('c', await frame(1, false, recipe));
  const all = await verdicts(runtime, 'c', 3);
  assert.deepEqual(
    all.map(({ recipe, reason }) => [recipe, reason]),
    [
      ['left', 'learning: frame 1 of 20'],
      ['right', 'learning: frame 1 of 20'],
      ['left', 'learning: frame 2 of 20'],
    ],
  );
});

test('frames beyond the queue and behind the deadline are answered, each once', async () => {
  await runtime.deploy(flowOf(station('d', { queueLimit: 1 }), station('e', { deadlineMs: 1 })));
  const burst = await frames(1, 12);
  for (const message of burst) runtime.inject('d', message);
  const answered = await verdicts(runtime, 'd', 12);
  assert.deepEqual(
    answered.map(({ triggerId }) => triggerId).sort((a, b) => a - b),
    burst.map((_, index) => index + 1),
  );
  const shed = answered.filter(({ reason }) => /faster than they can be judged/.test(reason));
  assert.equal(shed.length, 12 - IN_FLIGHT - 1);
  runtime.inject('e', burst[0]);
  assert.match((await verdicts(runtime, 'e', 1))[0].reason, /deadline of 1 ms/);
});

test('the image output works as soon as it is wired, and costs nothing before', async () => {
  const wires = [['f-verdicts'], [], ['f-status']];
  await runtime.deploy(flowOf(station('f', { wires })));
  runtime.inject('f', await frame(1));
  await verdicts(runtime, 'f', 1);
  await runtime.deploy(flowOf(station('f')), 'nodes');
  runtime.inject('f', await frame(2));
  await verdicts(runtime, 'f', 2);
  const [image] = await runtime.messages('f-images').count(1);
  assert.equal(verdictIn({ payload: image.verdict }).triggerId, 2);
  assert.equal(runtime.messages('f-images').all.length, 1);
});

test('a station may be named by a variable of the tab that is a number', async () => {
  const [tab, ...rest] = flowOf(station('numbered', { station: '$(LINE)', recipe: '$(LINE)' }));
  await runtime.deploy([{ ...tab, env: [{ name: 'LINE', type: 'num', value: '3' }] }, ...rest]);
  runtime.inject('numbered', await frame(1, false, ''));
  assert.equal((await verdicts(runtime, 'numbered', 1))[0].recipe, '3');
  assert.equal((await statusOf(runtime, 'numbered', ({ collected }) => collected === 1)).station, '3');
});

test('a second node with a station name that is taken says so and judges nothing, and the first goes on', async () => {
  const second = station('h', { station: 'g' });
  await runtime.deploy(flowOf(station('g', { name: 'first line' }), second));
  assert.match(
    (await runtime.statuses('h').first()).text ?? '',
    /"first line" already uses .*"g": give this node/,
  );
  runtime.inject('h', await frame(7));
  const [refused] = await verdicts(runtime, 'h', 1);
  assert.deepEqual(
    [refused.triggerId, refused.evaluation, refused.pass],
    [7, Evaluation.NotDecidable, false],
  );
  assert.match(refused.reason, /"first line" already uses/);
  await caught(/already uses the station name \\"g\\"/);
  runtime.inject('g', await frame(1));
  assert.equal((await verdicts(runtime, 'g', 1)).length, 1);
  // It is not deployed anew itself when the name is free, and takes it over with the window.
  await runtime.deploy(flowOf(station('g', { station: 'renamed' }), second), 'nodes');
  await runtime.statuses('h').first(({ text }) => text === 'collecting 1/20');
  runtime.inject('h', await frame(8));
  assert.equal((await verdicts(runtime, 'h', 2))[1].reason, 'learning: frame 2 of 20');
  // A node with another id takes it over at once.
  await runtime.deploy(flowOf(station('i', { station: 'g' })));
  runtime.inject('i', await frame(2));
  assert.equal((await verdicts(runtime, 'i', 1))[0].reason, 'learning: frame 3 of 20');
});

test('a covered lens is told under the node while it lasts, and to Catch nodes', async () => {
  await runtime.deploy(flowOf(station('covered')));
  const covered = await sharp({ create: { width: 160, height: 160, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
  runtime.inject('covered', { payload: covered });
  const [verdict] = await verdicts(runtime, 'covered', 1);
  assert.deepEqual(
    [verdict.evaluation, verdict.cause, verdict.pass],
    [Evaluation.NotDecidable, 'covered', false],
  );
  await caught(/kept out of the window: the picture shows hardly anything/);
  const told = await statusOf(runtime, 'covered', ({ notice }) => notice !== null);
  assert.match(told.text, /^collecting 0\/20, kept out of the window/);
  runtime.inject('covered', await frame(1));
  const next = await statusOf(runtime, 'covered', ({ collected }) => collected === 1);
  assert.equal(next.text, 'collecting 1/20');
});
