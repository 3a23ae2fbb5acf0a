import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeRecord } from '../../models/store/record';
import { Evaluation } from '../../models/verdict';
import { damage } from './damage';
import { EngineLine } from './engine-line';
import { identity, settings, WINDOW } from './host-line';
import { noticeOf } from './notice-of';
import { plate } from './pictures';

let line: EngineLine;

before(async () => {
  line = await EngineLine.start();
});
after(() => line.end());

test('a window becomes a model, which is there again after a restart', async () => {
  await line.collect(1, WINDOW);
  const fitted = await line.inspecting();
  const { fit } = fitted;
  assert.equal(noticeOf(fitted), '');
  assert.equal(fit?.frames, WINDOW);
  const { folder, names } = await line.files();
  assert.deepEqual(
    names.map((name) => name.replace(/-.*/, '')),
    ['model', 'recipe.json', 'window'],
  );
  // Which frames the model was fitted on is stored with it.
  const { arrays } = decodeRecord(await readFile(join(folder, names[0])));
  assert.equal(arrays.kept.length, WINDOW);
  assert.equal(arrays.kept.filter((kept) => kept === 0).length, fit?.removed);
  assert.equal(arrays.outOfFold.length, WINDOW);
  const judged = await line.inspect(101);
  const [status] = await line.restart();
  assert.deepEqual([status.phase, status.fit], ['inspecting', fit]);
  assert.deepEqual(await line.inspect(101), judged);
});

test('another false-reject target moves the threshold of the same model, and back', async () => {
  const [{ fit }] = await line.restart();
  const strict = await line.inspect(101);
  const [wide] = await line.restart({ falseRejectTarget: 0.2 });
  const loose = await line.inspect(101);
  assert.equal(wide.fit?.modelId, fit?.modelId);
  assert.equal(wide.fit?.falseRejectTarget, 0.2);
  assert.equal(wide.fit?.promisedFalseReject, 0.2);
  assert.ok(fit?.warnings.some((warning) => warning.kind === 'promise' && warning.target === 0.01));
  assert.ok(!wide.fit?.warnings.some(({ kind }) => kind === 'promise'));
  assert.equal(loose.rawScore, strict.rawScore);
  assert.ok(Number(loose.score) > 1.05 * Number(strict.score), `${loose.score} ${strict.score}`);
  await line.restart();
  assert.deepEqual(await line.inspect(101), strict);
});

test('several recipes at once, and a new window of one leaves the others alone', async () => {
  const alone = await line.inspect(101);
  assert.ok(alone.score);
  await line.collect(1, 2, 'other');
  assert.deepEqual(await line.inspect(101), alone);
  const status = await line.engine.command('line1', 'other', 'train');
  assert.deepEqual([status.phase, status.collected], ['collecting', 0]);
  assert.deepEqual(await line.inspect(101), alone);
  assert.equal((await line.inspect(3, 'other')).reason, `learning: frame 1 of ${WINDOW}`);
});

test('frames that come all at once are learned, judged and answered in the order they came', async () => {
  const numbers = Array.from({ length: WINDOW + 5 }, (_, index) => index + 1);
  const plates = await Promise.all(numbers.map((number) => plate(number, number % 10 === 0)));
  const order: number[] = [];
  const send = async (number: number) => {
    const image = { data: plates[number - 1] };
    const { judgement } = await line.engine.inspect('line1', identity(number, 'burst'), image, false);
    order.push(number);
    return judgement;
  };
  const learned = await Promise.all(numbers.map(send));
  const places = numbers.slice(0, WINDOW).map((number) => `frame ${number} of ${WINDOW}`);
  assert.deepEqual(
    learned.slice(0, WINDOW).map(({ reason }) => reason?.match(/frame .*/)?.[0]),
    places,
  );
  assert.ok(learned.slice(WINDOW).every(({ evaluation }) => evaluation === Evaluation.Undefined));
  assert.deepEqual(order.splice(0), numbers);
  await line.inspecting('burst');
  const judged = await Promise.all(numbers.map(send));
  assert.deepEqual(order, numbers);
  for (const number of numbers) assert.deepEqual(await line.inspect(number, 'burst'), judged[number - 1]);
});

test('a training that is cancelled goes back to the model, the window and the files of before', async () => {
  const before = await line.files();
  const verdict = await line.inspect(101);
  await line.engine.command('line1', 'default', 'train');
  await line.collect(21, 25);
  // Again in the middle, and over a restart: the model that judged last is the one to go back to.
  assert.ok((await line.engine.command('line1', 'default', 'train')).cancellable);
  await line.collect(26, 30);
  const [collecting] = (await line.restart()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([collecting.phase, collecting.collected, collecting.cancellable], ['collecting', 5, true]);
  const inFlight = Array.from({ length: 6 }, (_, number) => line.inspect(31 + number));
  const cancelled = await line.engine.command('line1', 'default', 'cancel');
  assert.deepEqual([cancelled.phase, cancelled.cancellable, noticeOf(cancelled)], ['inspecting', false, '']);
  for (const { evaluation, reason } of await Promise.all(inFlight))
    assert.ok(evaluation !== Evaluation.Undefined || /^learning: /.test(reason), reason);
  assert.deepEqual(await line.inspect(101), verdict);
  assert.deepEqual(await line.files(), before);
  await line.restart();
  assert.deepEqual(await line.inspect(101), verdict);
  // One that is refused forgets nothing of what the station remembers.
  const recent = async () => (await line.engine.review('line1', 'default')).recent().length;
  while ((await recent()) === 0) await wait(1);
  await assert.rejects(line.engine.command('line1', 'default', 'cancel'), /has no detector to go back to/);
  assert.equal(await recent(), 1);
});

test('a training cannot be cancelled for a model that is damaged; it goes on', async () => {
  const { folder, names } = await line.files();
  const model = join(folder, names.find((name) => name.startsWith('model')) ?? '');
  const whole = await readFile(model);
  await line.engine.command('line1', 'default', 'train');
  await damage(model);
  await assert.rejects(line.engine.command('line1', 'default', 'cancel'), /cannot be read: the checksum/);
  assert.equal((await line.inspect(1)).reason, `learning: frame 1 of ${WINDOW}`);
  await writeFile(model, whole);
  await line.engine.command('line1', 'default', 'cancel');
  for (const name of await readdir(folder)) if (name.endsWith('.damaged')) await rm(join(folder, name));
});

test('copies of a few pictures make no detector, which would pass or reject whatever came next', async () => {
  for (let number = 1; number <= WINDOW; number++) {
    const data = await plate(1 + (number % 4));
    await line.engine.inspect('line1', identity(number, 'copies'), { data }, false);
  }
  const refused = await line.statuses.first(
    ({ recipe, phase }) => recipe === 'copies' && phase === 'error',
    30_000,
  );
  assert.match(
    noticeOf(refused),
    /the \d+ frames that would be kept show only [1-4] different pictures, .* "train"/,
  );
  assert.equal((await line.inspect(50, 'copies')).evaluation, Evaluation.NotDecidable);
});

test('train keeps the old model on disk until the new one is fitted', async () => {
  const old = (await line.files()).names.find((name) => name.startsWith('model')) ?? '';
  await line.engine.command('line1', 'default', 'train');
  await line.collect(21, 30);
  assert.ok((await line.files()).names.includes(old));
  const [status] = (await line.restart()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([status.phase, status.collected], ['collecting', 10]);
  await line.collect(31, 40);
  const { fit } = await line.inspecting();
  assert.ok(fit);
  const { names } = await line.files();
  assert.ok(!names.includes(old));
  // Pointer, window and model; the model of before may have rejected parts.
  assert.equal(names.filter((name) => name !== 'rejects').length, 3);
});

test('train in the middle of the last frame and of the fit drops that window', async () => {
  await line.engine.command('line1', 'default', 'train');
  await line.collect(1, WINDOW - 1);
  const last = line.inspect(WINDOW);
  await line.statuses.first(({ collected }) => collected === WINDOW - 1);
  await last;
  await line.statuses.first(({ phase }) => phase === 'refining');
  const status = await line.engine.command('line1', 'default', 'train');
  assert.deepEqual([status.phase, status.collected], ['collecting', 0]);
  const seen = line.statuses.all.length;
  assert.equal((await line.inspect(1)).reason, `learning: frame 1 of ${WINDOW}`);
  await line.collect(2, WINDOW);
  await line.statuses.first(
    (next) => next.phase === 'inspecting' && line.statuses.all.indexOf(next) >= seen,
    30_000,
  );
  const phases = line.statuses.all.slice(seen).map(({ phase }) => phase);
  assert.equal(phases.filter((phase) => phase === 'inspecting').length, 1);
  assert.ok(!phases.includes('error'));
});

test('a recipe name that changes with every part does not fill the memory', async () => {
  const names = Array.from({ length: 101 }, (_, index) => `part ${index}`);
  await line.engine.open(settings(line.directory, { station: 'line3' }));
  for (const name of names.slice(0, 100)) await line.engine.command('line3', name, 'reset');
  await assert.rejects(
    line.engine.command('line3', names[100], 'reset'),
    /more than the 100 a station may have/,
  );
  await line.engine.close('line3');
  await assert.rejects(line.engine.command('line3', names[0], 'reset'), /station "line3" is not open/);
});
