import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import type { StationSettings } from '../../models/station-settings';
import { stationFolder } from '../../models/store/recipe-store';
import { decodeRecord } from '../../models/store/record';
import { Evaluation, type Judgement } from '../../models/verdict';
import { Recorder } from '../nodes/recorder';
import { identity, settings, WINDOW } from './host-line';
import { plate } from './pictures';

let directory: string;
let engine: Engine;
let statuses: Recorder<RecipeStatus>;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recipe-'));
  await start();
});
after(async () => {
  await engine.closeAll();
  await rm(directory, { recursive: true });
});

/** As after a restart of the inference process. */
async function start(change: Partial<StationSettings> = {}): Promise<RecipeStatus[]> {
  await engine?.closeAll();
  engine = new Engine();
  statuses = new Recorder();
  engine.on('status', (status) => statuses.push(status));
  return engine.open(settings(directory, change));
}

async function inspect(
  number: number,
  recipe = 'default',
  defective = number % 10 === 0,
): Promise<Judgement> {
  const data = await plate(number, defective);
  return (await engine.inspect('line1', identity(number, recipe), { data }, false)).judgement;
}

async function collect(from: number, to: number, recipe = 'default'): Promise<void> {
  for (let number = from; number <= to; number++) await inspect(number, recipe);
}

const inspecting = (recipe = 'default') =>
  statuses.first((status) => status.recipe === recipe && status.phase === 'inspecting', 30_000);

/** The one recipe folder and its files, by the part of their name before the dash. */
async function files(): Promise<{ folder: string; names: string[] }> {
  const station = stationFolder(directory, 'line1');
  const folders = (await readdir(station)).filter((name) => name.startsWith('default-'));
  assert.equal(folders.length, 1);
  const folder = join(station, folders[0]);
  return { folder, names: (await readdir(folder)).sort() };
}

const damage = async (path: string) => {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(path, bytes);
};

test('a window becomes a model, which is there again after a restart', async () => {
  await collect(1, WINDOW);
  const { fit, notice } = await inspecting();
  assert.equal(notice, null);
  assert.equal(fit?.frames, WINDOW);
  const { folder, names } = await files();
  assert.deepEqual(
    names.map((name) => name.replace(/-.*/, '')),
    ['model', 'recipe.json', 'window'],
  );
  // Which frames the model was fitted on is stored with it.
  const { arrays } = decodeRecord(await readFile(join(folder, names[0])));
  assert.equal(arrays.kept.length, WINDOW);
  assert.equal(arrays.kept.filter((kept) => kept === 0).length, fit?.removed);
  assert.equal(arrays.outOfFold.length, WINDOW);
  const judged = await inspect(101);
  const [status] = await start();
  assert.deepEqual([status.phase, status.fit], ['inspecting', fit]);
  assert.deepEqual(await inspect(101), judged);
});

test('another false-reject target moves the threshold of the same model, and back', async () => {
  const [{ fit }] = await start();
  const strict = await inspect(101);
  const [wide] = await start({ falseRejectTarget: 0.2 });
  const loose = await inspect(101);
  assert.equal(wide.fit?.modelId, fit?.modelId);
  assert.equal(wide.fit?.falseRejectTarget, 0.2);
  assert.equal(wide.fit?.promisedFalseReject, 0.2);
  assert.ok(fit?.warnings.some((warning) => warning.kind === 'promise' && warning.target === 0.01));
  assert.ok(!wide.fit?.warnings.some(({ kind }) => kind === 'promise'));
  assert.equal(loose.rawScore, strict.rawScore);
  assert.ok(Number(loose.score) > 1.05 * Number(strict.score), `${loose.score} ${strict.score}`);
  await start();
  assert.deepEqual(await inspect(101), strict);
});

test('several recipes at once, and a new window of one leaves the others alone', async () => {
  await collect(1, 2, 'other');
  assert.equal((await inspect(101)).evaluation, Evaluation.OK);
  const status = await engine.command('line1', 'other', 'train');
  assert.deepEqual([status.phase, status.collected], ['collecting', 0]);
  assert.equal((await inspect(102)).evaluation, Evaluation.OK);
  assert.equal((await inspect(3, 'other')).reason, `learning: frame 1 of ${WINDOW}`);
});

test('frames that come all at once are learned, judged and answered in the order they came', async () => {
  const numbers = Array.from({ length: WINDOW + 5 }, (_, index) => index + 1);
  const plates = await Promise.all(numbers.map((number) => plate(number, number % 10 === 0)));
  const order: number[] = [];
  const send = async (number: number) => {
    const image = { data: plates[number - 1] };
    const { judgement } = await engine.inspect('line1', identity(number, 'burst'), image, false);
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
  await inspecting('burst');
  const judged = await Promise.all(numbers.map(send));
  assert.deepEqual(order, numbers);
  for (const number of numbers) assert.deepEqual(await inspect(number, 'burst'), judged[number - 1]);
});

test('a training that is cancelled goes back to the model, the window and the files of before', async () => {
  const before = await files();
  const verdict = await inspect(101);
  await engine.command('line1', 'default', 'train');
  await collect(21, 25);
  // Again in the middle, and over a restart: the model that judged last is the one to go back to.
  assert.ok((await engine.command('line1', 'default', 'train')).cancellable);
  await collect(26, 30);
  const [collecting] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([collecting.phase, collecting.collected, collecting.cancellable], ['collecting', 5, true]);
  const inFlight = Array.from({ length: 6 }, (_, number) => inspect(31 + number));
  const cancelled = await engine.command('line1', 'default', 'cancel');
  assert.deepEqual([cancelled.phase, cancelled.cancellable, cancelled.notice], ['inspecting', false, null]);
  for (const { evaluation, reason } of await Promise.all(inFlight))
    assert.ok(evaluation !== Evaluation.Undefined || /^learning: /.test(reason), reason);
  assert.deepEqual(await inspect(101), verdict);
  assert.deepEqual(await files(), before);
  await start();
  assert.deepEqual(await inspect(101), verdict);
  // One that is refused forgets nothing of what the station remembers.
  const recent = async () => (await engine.review('line1', 'default')).recent().length;
  while ((await recent()) === 0) await wait(1);
  await assert.rejects(engine.command('line1', 'default', 'cancel'), /has no detector to go back to/);
  assert.equal(await recent(), 1);
});

test('a training cannot be cancelled for a model that is damaged; it goes on', async () => {
  const { folder, names } = await files();
  const model = join(folder, names.find((name) => name.startsWith('model')) ?? '');
  const whole = await readFile(model);
  await engine.command('line1', 'default', 'train');
  await damage(model);
  await assert.rejects(engine.command('line1', 'default', 'cancel'), /cannot be read: the checksum/);
  assert.equal((await inspect(1)).reason, `learning: frame 1 of ${WINDOW}`);
  await writeFile(model, whole);
  await engine.command('line1', 'default', 'cancel');
  for (const name of await readdir(folder)) if (name.endsWith('.damaged')) await rm(join(folder, name));
});

test('copies of a few pictures make no detector, which would pass or reject whatever came next', async () => {
  for (let number = 1; number <= WINDOW; number++) {
    const data = await plate(1 + (number % 4));
    await engine.inspect('line1', identity(number, 'copies'), { data }, false);
  }
  const { notice } = await statuses.first(
    ({ recipe, phase }) => recipe === 'copies' && phase === 'error',
    30_000,
  );
  assert.match(
    notice ?? '',
    /the \d+ frames that would be kept show only [1-4] different pictures, .* "train"/,
  );
  assert.equal((await inspect(50, 'copies')).evaluation, Evaluation.NotDecidable);
});

test('train keeps the old model on disk until the new one is fitted', async () => {
  const old = (await files()).names.find((name) => name.startsWith('model')) ?? '';
  await engine.command('line1', 'default', 'train');
  await collect(21, 30);
  assert.ok((await files()).names.includes(old));
  const [status] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([status.phase, status.collected], ['collecting', 10]);
  await collect(31, 40);
  const { fit } = await inspecting();
  assert.ok(fit);
  const { names } = await files();
  assert.ok(!names.includes(old));
  assert.equal(names.length, 3);
});

test('train in the middle of the last frame and of the fit drops that window', async () => {
  await engine.command('line1', 'default', 'train');
  await collect(1, WINDOW - 1);
  const last = inspect(WINDOW);
  await statuses.first(({ collected }) => collected === WINDOW - 1);
  await last;
  await statuses.first(({ phase }) => phase === 'refining');
  const status = await engine.command('line1', 'default', 'train');
  assert.deepEqual([status.phase, status.collected], ['collecting', 0]);
  const seen = statuses.all.length;
  assert.equal((await inspect(1)).reason, `learning: frame 1 of ${WINDOW}`);
  await collect(2, WINDOW);
  await statuses.first((next) => next.phase === 'inspecting' && statuses.all.indexOf(next) >= seen, 30_000);
  const phases = statuses.all.slice(seen).map(({ phase }) => phase);
  assert.equal(phases.filter((phase) => phase === 'inspecting').length, 1);
  assert.ok(!phases.includes('error'));
});

test('a model of another input size, region or backbone is refused with a sentence, and all is kept', async () => {
  const before = (await files()).names;
  for (const change of [
    { inputSize: 160 },
    { region: { left: 0.25, top: 0, width: 0.5, height: 1 } },
    { backbone: 'resnet50' as const },
  ]) {
    const [status] = (await start(change)).filter(({ recipe }) => recipe === 'default');
    assert.equal(status.phase, 'error');
    assert.match(
      status.notice ?? '',
      /was trained with mobilenet-v1 version \d+ at 128 pixels .* the station now uses/,
    );
    const { evaluation, reason } = await inspect(101);
    assert.equal(evaluation, Evaluation.NotDecidable);
    assert.equal(reason, status.notice);
    assert.deepEqual((await files()).names, before);
  }
});

test('a model of another graph version is refused', async () => {
  const { folder } = await files();
  const pointer = await readFile(join(folder, 'recipe.json'), 'utf8');
  const other = pointer.replace(/"graphVersion": \d+/, '"graphVersion": 9999');
  assert.notEqual(other, pointer);
  await writeFile(join(folder, 'recipe.json'), other);
  const [status] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.match(status.notice ?? '', /version 9999/);
  await writeFile(join(folder, 'recipe.json'), pointer);
});

test('a damaged model is kept aside and fitted again from its window', async () => {
  const { folder, names } = await files();
  const model = names.find((name) => name.startsWith('model')) ?? '';
  await damage(join(folder, model));
  const [status] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.match(status.notice ?? '', /the stored model of recipe "default" cannot be read: the checksum/);
  assert.equal((await inspecting()).fit?.frames, WINDOW);
  assert.ok((await files()).names.some((name) => name.startsWith(`${model}.`) && name.endsWith('.damaged')));
  assert.equal((await inspect(101)).evaluation, Evaluation.OK);
});

test('a damaged window goes on with the frames that were saved, and says so', async () => {
  await engine.command('line1', 'default', 'train');
  await collect(1, 5);
  const { folder } = await files();
  const { window } = JSON.parse(await readFile(join(folder, 'recipe.json'), 'utf8'));
  await damage(join(folder, window));
  const [status] = (await start()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([status.phase, status.collected], ['collecting', 4]);
  assert.match(status.notice ?? '', /was damaged on disk: 4 frames were saved/);
});

test('another window length holds from the next frame on, stored frames included', async () => {
  const [longer] = (await start({ windowSize: 24 })).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([longer.collected, longer.windowSize], [4, 24]);
  assert.equal((await inspect(6)).reason, 'learning: frame 5 of 24');
});

test('an unreadable pointer refuses the recipe with a sentence; train starts anew; reset forgets all', async () => {
  const { folder, names } = await files();
  await writeFile(join(folder, 'recipe.json'), '{ "format"');
  await start();
  const { evaluation, reason } = await inspect(7);
  assert.equal(evaluation, Evaluation.NotDecidable);
  assert.match(reason, /what is stored of recipe "default" cannot be read: .*send "train"/);
  assert.equal((await statuses.first(({ recipe }) => recipe === 'default')).notice, reason);
  assert.deepEqual((await files()).names, names);
  await engine.command('line1', 'default', 'train');
  assert.equal((await inspect(7)).reason, `learning: frame 1 of ${WINDOW}`);
  await engine.command('line1', 'default', 'reset');
  await assert.rejects(readdir(folder), { code: 'ENOENT' });
  assert.equal((await inspect(8)).reason, `learning: frame 1 of ${WINDOW}`);
  assert.equal((await files()).names.length, 2);
});

test('a disk that cannot be written is a notice; the line goes on', async () => {
  const blocked = join(directory, 'blocked');
  await writeFile(blocked, 'a file where a folder must be');
  await engine.open(settings(blocked, { station: 'line2' }));
  const { phase, notice: trouble } = await engine.command('line2', 'default', 'train');
  assert.equal(phase, 'collecting');
  assert.match(trouble ?? '', /cannot be stored: .*check the disk/);
  const data = await plate(1);
  const { judgement } = await engine.inspect('line2', identity(1), { data }, false);
  assert.equal(judgement.reason, `learning: frame 1 of ${WINDOW}`);
  const last = await statuses.first((status) => status.station === 'line2' && status.collected === 1);
  assert.equal(last.notice, trouble);
});

test('a recipe name that changes with every part does not fill the memory', async () => {
  const names = Array.from({ length: 101 }, (_, index) => `part ${index}`);
  await engine.open(settings(directory, { station: 'line3' }));
  for (const name of names.slice(0, 100)) await engine.command('line3', name, 'reset');
  await assert.rejects(engine.command('line3', names[100], 'reset'), /more than the 100 a station may have/);
  await engine.close('line3');
  await assert.rejects(engine.command('line3', names[0], 'reset'), /station "line3" is not open/);
});
