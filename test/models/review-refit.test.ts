import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Refused } from '../../models/refused';
import { WINDOW } from './host-line';
import { noticeOf } from './notice-of';
import { ReviewStation } from './review-station';

let station: ReviewStation;

before(async () => {
  station = await ReviewStation.start();
});
after(() => station.end());

test('what a person decided survives a restart and the next refit; the models before can be taken back', async () => {
  let line = await station.review();
  const first = await line.window();
  await line.choose({ choices: [{ frame: 2, choice: 'remove' }] });
  const second = await line.choose({ choices: [{ frame: 9, choice: 'keep' }] });
  assert.deepEqual(
    [2, 9].map((frame) => [second.window.frames[frame].kept, second.window.frames[frame].choice]),
    [
      [false, 'remove'],
      [true, 'keep'],
    ],
  );
  assert.equal((await station.files('model')).length, 3);
  line = await station.restart();
  assert.deepEqual(await line.window(), second.window);
  await line.choose({ choices: [{ frame: 9, choice: null }] });
  assert.equal((await line.window()).frames[9].choice, null);
  for (let left = 2; left >= 0; left--) assert.equal((await line.undo()).window.undoable, left);
  assert.deepEqual(await line.window(), first);
  assert.equal((await station.files('model')).length, 1);
  await assert.rejects(line.undo(), Refused);
});

test('no more than ten refits are kept to be taken back', async () => {
  const line = await station.review();
  for (let count = 1; count <= 11; count++) {
    const { window } = await line.choose({ choices: [{ frame: 1, choice: count % 2 ? 'keep' : null }] });
    assert.equal(window.undoable, Math.min(10, count));
  }
  assert.equal((await station.files('model')).length, 11);
});

test('inspection goes on during a refit, by the model before; a second refit is refused', async () => {
  const line = await station.review();
  const { modelId } = line.scores();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  await assert.rejects(line.choose({ choices: [] }), /is being refitted; wait until it is done/);
  assert.ok(line.recipe.status.refitting);
  assert.equal((await station.inspect(200)).modelId, modelId);
  const { after: now } = await refit;
  assert.equal(line.recipe.status.refitting, false);
  assert.equal((await station.inspect(200)).modelId, now.modelId);
  await line.undo();
});

test('train in the middle of a refit wins, and the refit says so', async () => {
  const line = await station.restart();
  const backup = await snapshot();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  const refused = assert.rejects(refit, /began a new window meanwhile: nothing was changed/);
  const { phase } = await station.engine.command('line1', 'default', 'train');
  await refused;
  assert.deepEqual(
    [phase, line.recipe.status.phase, line.recipe.status.collected],
    ['collecting', 'collecting', 0],
  );
  await restore(backup);
  await station.restart();
});

test('a refit that was killed between the window and the pointer leaves the model before', async () => {
  const line = await station.restart();
  const bad = await station.judgedReject(line, 210);
  await line.feedback({ reject: bad, verdict: 'good', by: '' });
  const before = await line.window();
  const pointer = await readFile(join(station.folder, 'recipe.json'), 'utf8');
  const { window } = await line.learn({ rejects: [bad] });
  assert.equal(window.frames.length, WINDOW + 1);
  // As if the power had gone before the pointer was replaced: one frame and one model too many.
  await station.engine.closeAll();
  await writeFile(join(station.folder, 'recipe.json'), pointer);
  const again = await station.restart();
  assert.deepEqual(await again.window(), before);
  assert.ok((await station.inspect(211)).modelId === before.modelId);
  // The next refit is not misled by the frame behind the window.
  const next = await again.choose({ choices: [{ frame: 0, choice: 'keep' }] });
  assert.equal(next.after.frames, WINDOW);
  await again.undo();
});

test('a window that was taken back to fewer frames is there for all who ask at once, then and later', async () => {
  const line = await station.restart();
  const before = await line.window();
  const bad = await station.judgedReject(line, 212);
  await line.feedback({ reject: bad, verdict: 'good', by: '' });
  await line.learn({ rejects: [bad] });
  // What pages ask when they hear that the window has changed.
  const asked = new Promise<unknown[]>((resolve, reject) => {
    const onNews = ({ changed }: { changed: string | null }) => {
      if (changed !== 'window') return;
      line.off('news', onNews);
      const pictures = [19, 3].map((frame) => line.windowPicture({ frame, as: 'thumbnail' }));
      Promise.all([line.window(), line.window(), ...pictures]).then(resolve, reject);
    };
    line.on('news', onNews);
  });
  const { window } = await line.undo();
  assert.deepEqual(window, before);
  assert.deepEqual((await asked).slice(0, 2), [before, before]);
  assert.deepEqual(await line.window(), before);
});

test('a damaged model is put aside for the one that a refit had replaced, with what a person decided', async () => {
  let line = await station.restart();
  await line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  const before = await line.window();
  await line.choose({ choices: [{ frame: 4, choice: 'remove' }] });
  await station.engine.closeAll();
  const { model } = JSON.parse(await readFile(join(station.folder, 'recipe.json'), 'utf8'));
  await writeFile(join(station.folder, model), 'no model');
  line = await station.restart();
  assert.deepEqual((await line.window()).frames, before.frames);
  const inspecting = await station.statuses.first(({ phase }) => phase === 'inspecting');
  assert.match(
    noticeOf(inspecting),
    /cannot be read: .* the model that was in use before it, which judges now/,
  );
  assert.equal((await station.inspect(215)).modelId, before.modelId);
  // It is told once: the next start finds the model that stands in.
  line = await station.restart();
  assert.equal(noticeOf(await station.statuses.first(({ phase }) => phase === 'inspecting')), '');
  await line.undo();
});

test('a damaged window is told, the model goes on judging', async () => {
  const line = await station.restart();
  const [window] = await station.files('window');
  const path = join(station.folder, window);
  const bytes = await readFile(path);
  const broken = Buffer.from(bytes);
  broken[broken.length >> 1] ^= 1;
  await writeFile(path, broken);
  await assert.rejects(
    line.choose({ choices: [{ frame: 0, choice: 'remove' }] }),
    /is damaged: only \d+ of its 20/,
  );
  assert.equal((await station.inspect(220)).modelId, line.scores().modelId);
  await writeFile(path, bytes);
});

test('a threshold survives a restart, a refit and a training that is cancelled; train clears it', async () => {
  let line = await station.review();
  const { threshold } = line.scores();
  await line.setThreshold({ choice: { threshold: 2 * threshold }, by: 'ann', note: 'calm' });
  line = await station.restart();
  const moved = line.scores();
  near(moved.threshold, 2 * threshold);
  assert.deepEqual([moved.adjustment?.by, moved.adjustment?.note], ['ann', 'calm']);
  const refit = await line.choose({ choices: [{ frame: 4, choice: 'remove' }] });
  near(line.scores().threshold, 2 * line.scores().automaticThreshold);
  near(refit.after.threshold, line.scores().threshold);
  await line.setThreshold({ choice: { falseRejectTarget: 0.1 }, by: '', note: '' });
  line = await station.restart();
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await line.undo();
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await station.engine.command('line1', 'default', 'train');
  assert.equal(JSON.parse(await readFile(join(station.folder, 'recipe.json'), 'utf8')).adjustment, undefined);
  await station.engine.command('line1', 'default', 'cancel');
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await line.setThreshold({ choice: null, by: '', note: '' });
  near(line.scores().threshold, threshold);
});

function near(value: number, wanted: number): void {
  assert.ok(Math.abs(value / wanted - 1) < 1e-6, `${value} is not ${wanted}`);
}

/** The small files and models of the recipe, to go back to. */
async function snapshot(): Promise<Map<string, Buffer>> {
  const files = (await readdir(station.folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(
        async ({ name }): Promise<[string, Buffer]> => [name, await readFile(join(station.folder, name))],
      ),
    ),
  );
}

async function restore(files: Map<string, Buffer>): Promise<void> {
  await station.engine.closeAll();
  for (const [name, content] of files) await writeFile(join(station.folder, name), content);
}
