import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Evaluation } from '../../models/verdict';
import { damage } from './damage';
import { EngineLine } from './engine-line';
import { identity, settings, WINDOW } from './host-line';
import { noticeOf } from './notice-of';
import { plate } from './pictures';

let line: EngineLine;

before(async () => {
  line = await EngineLine.start();
  await line.collect(1, WINDOW);
  await line.inspecting();
});
after(() => line.end());

test('a model of another input size, region or backbone is refused with a sentence, and all is kept', async () => {
  const before = (await line.files()).names;
  for (const change of [
    { inputSize: 160 },
    { region: { left: 0.25, top: 0, width: 0.5, height: 1 } },
    { backbone: 'resnet50' as const },
  ]) {
    const [status] = (await line.restart(change)).filter(({ recipe }) => recipe === 'default');
    assert.equal(status.phase, 'error');
    assert.match(
      noticeOf(status),
      /was trained with mobilenet-v1 version \d+ at 128 pixels .* the station now uses/,
    );
    const { evaluation, reason } = await line.inspect(101);
    assert.equal(evaluation, Evaluation.NotDecidable);
    assert.equal(reason, noticeOf(status));
    assert.deepEqual((await line.files()).names, before);
  }
});

test('a model of another graph version is refused', async () => {
  const { folder } = await line.files();
  const pointer = await readFile(join(folder, 'recipe.json'), 'utf8');
  const other = pointer.replace(/"graphVersion": \d+/, '"graphVersion": 9999');
  assert.notEqual(other, pointer);
  await writeFile(join(folder, 'recipe.json'), other);
  const [status] = (await line.restart()).filter(({ recipe }) => recipe === 'default');
  assert.match(noticeOf(status), /version 9999/);
  await writeFile(join(folder, 'recipe.json'), pointer);
});

test('a damaged model is kept aside and fitted again from its window', async () => {
  const { folder, names } = await line.files();
  const model = names.find((name) => name.startsWith('model')) ?? '';
  await damage(join(folder, model));
  const [status] = (await line.restart()).filter(({ recipe }) => recipe === 'default');
  assert.match(noticeOf(status), /the stored model of recipe "default" cannot be read: the checksum/);
  assert.equal((await line.inspecting()).fit?.frames, WINDOW);
  assert.ok(
    (await line.files()).names.some((name) => name.startsWith(`${model}.`) && name.endsWith('.damaged')),
  );
  assert.equal((await line.inspect(101)).evaluation, Evaluation.OK);
});

test('a damaged window goes on with the frames that were saved, and says so', async () => {
  await line.engine.command('line1', 'default', 'train');
  await line.collect(1, 5);
  const { folder } = await line.files();
  const { window } = JSON.parse(await readFile(join(folder, 'recipe.json'), 'utf8'));
  await damage(join(folder, window));
  const [status] = (await line.restart()).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([status.phase, status.collected], ['collecting', 4]);
  assert.match(noticeOf(status), /was damaged on disk: 4 frames were saved/);
});

test('another window length holds from the next frame on, stored frames included', async () => {
  const [longer] = (await line.restart({ windowSize: 24 })).filter(({ recipe }) => recipe === 'default');
  assert.deepEqual([longer.collected, longer.windowSize], [4, 24]);
  assert.equal((await line.inspect(6)).reason, 'learning: frame 5 of 24');
});

test('an unreadable pointer refuses the recipe with a sentence; train starts anew; reset forgets all', async () => {
  const { folder, names } = await line.files();
  await writeFile(join(folder, 'recipe.json'), '{ "format"');
  await line.restart();
  const { evaluation, reason } = await line.inspect(7);
  assert.equal(evaluation, Evaluation.NotDecidable);
  assert.match(reason, /what is stored of recipe "default" cannot be read: .*send "train"/);
  assert.equal(noticeOf(await line.statuses.first(({ recipe }) => recipe === 'default')), reason);
  assert.deepEqual((await line.files()).names, names);
  await line.engine.command('line1', 'default', 'train');
  assert.equal((await line.inspect(7)).reason, `learning: frame 1 of ${WINDOW}`);
  await line.engine.command('line1', 'default', 'reset');
  await assert.rejects(readdir(folder), { code: 'ENOENT' });
  assert.equal((await line.inspect(8)).reason, `learning: frame 1 of ${WINDOW}`);
  assert.equal((await line.files()).names.length, 2);
});

test('a disk that cannot be written is a notice; the line goes on', async () => {
  const blocked = join(line.directory, 'blocked');
  await writeFile(blocked, 'a file where a folder must be');
  await line.engine.open(settings(blocked, { station: 'line2' }));
  const begun = await line.engine.command('line2', 'default', 'train');
  assert.equal(begun.phase, 'collecting');
  assert.match(noticeOf(begun), /cannot be stored: .*check the disk/);
  const data = await plate(1);
  const { judgement } = await line.engine.inspect('line2', identity(1), { data }, false);
  assert.equal(judgement.reason, `learning: frame 1 of ${WINDOW}`);
  const last = await line.statuses.first((status) => status.station === 'line2' && status.collected === 1);
  assert.equal(noticeOf(last), noticeOf(begun));
});
