import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Engine } from '../../models/engine';
import type { RecipeStatus } from '../../models/recipe/recipe-status';
import { Refused } from '../../models/refused';
import type { RecipeReview } from '../../models/review/recipe-review';
import type { StationSettings } from '../../models/station-settings';
import { folderName } from '../../models/store/folder-name';
import { stationFolder } from '../../models/store/recipe-store';
import type { Judgement } from '../../models/verdict';
import { Recorder } from '../nodes/recorder';
import { identity, settings, WINDOW } from './host-line';
import { plate } from './pictures';

let directory: string;
let engine: Engine;
let statuses: Recorder<RecipeStatus>;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'refit-'));
  await start();
  for (let number = 1; number <= WINDOW; number++) await inspect(number, number % 10 === 0);
  await statuses.first(({ phase }) => phase === 'inspecting', 30_000);
});
after(async () => {
  await engine.closeAll();
  await rm(directory, { recursive: true });
});

/** As after a restart. */
async function start(change: Partial<StationSettings> = {}): Promise<RecipeReview> {
  await engine?.closeAll();
  engine = new Engine();
  statuses = new Recorder();
  engine.on('status', (status) => statuses.push(status));
  await engine.open(settings(directory, change));
  return review();
}

const review = () => engine.review('line1', 'default');

async function inspect(number: number, defective = false): Promise<Judgement> {
  const data = await plate(number, defective);
  return (await engine.inspect('line1', identity(number), { data }, false)).judgement;
}

const folder = () => join(stationFolder(directory, 'line1'), folderName('default'));
const names = async (prefix: string) =>
  (await readdir(folder())).filter((name) => name.startsWith(prefix)).sort();

test('what a person decided survives a restart and the next refit; the models before can be taken back', async () => {
  let line = await review();
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
  assert.equal((await names('model')).length, 3);
  line = await start();
  assert.deepEqual(await line.window(), second.window);
  await line.choose({ choices: [{ frame: 9, choice: null }] });
  assert.equal((await line.window()).frames[9].choice, null);
  for (let left = 2; left >= 0; left--) assert.equal((await line.undo()).window.undoable, left);
  assert.deepEqual(await line.window(), first);
  assert.equal((await names('model')).length, 1);
  await assert.rejects(line.undo(), Refused);
});

test('no more than ten refits are kept to be taken back', async () => {
  const line = await review();
  for (let count = 1; count <= 11; count++) {
    const { window } = await line.choose({ choices: [{ frame: 1, choice: count % 2 ? 'keep' : null }] });
    assert.equal(window.undoable, Math.min(10, count));
  }
  assert.equal((await names('model')).length, 11);
});

test('inspection goes on during a refit, by the model before; a second refit is refused', async () => {
  const line = await review();
  const { modelId } = line.scores();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  await assert.rejects(line.choose({ choices: [] }), /is being refitted; wait until it is done/);
  assert.ok(line.recipe.status.refitting);
  assert.equal((await inspect(200)).modelId, modelId);
  const { after: now } = await refit;
  assert.equal(line.recipe.status.refitting, false);
  assert.equal((await inspect(200)).modelId, now.modelId);
  await line.undo();
});

test('train in the middle of a refit wins, and the refit says so', async () => {
  const line = await start();
  const backup = await snapshot();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  const refused = assert.rejects(refit, /began a new window meanwhile: nothing was changed/);
  const { phase } = await engine.command('line1', 'default', 'train');
  await refused;
  assert.deepEqual(
    [phase, line.recipe.status.phase, line.recipe.status.collected],
    ['collecting', 'collecting', 0],
  );
  await restore(backup);
  await start();
});

test('a refit that was killed between the window and the pointer leaves the model before', async () => {
  const line = await start();
  const bad = await judgedReject(line, 210);
  await line.feedback({ reject: bad, verdict: 'good', by: '' });
  const before = await line.window();
  const pointer = await readFile(join(folder(), 'recipe.json'), 'utf8');
  const { window } = await line.learn({ rejects: [bad] });
  assert.equal(window.frames.length, WINDOW + 1);
  // As if the power had gone before the pointer was replaced: one frame and one model too many.
  await engine.closeAll();
  await writeFile(join(folder(), 'recipe.json'), pointer);
  const again = await start();
  assert.deepEqual(await again.window(), before);
  assert.ok((await inspect(211)).modelId === before.modelId);
  // The next refit is not misled by the frame behind the window.
  const next = await again.choose({ choices: [{ frame: 0, choice: 'keep' }] });
  assert.equal(next.after.frames, WINDOW);
  await again.undo();
});

test('a window that was taken back to fewer frames is there for all who ask at once, then and later', async () => {
  const line = await start();
  const before = await line.window();
  const bad = await judgedReject(line, 212);
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
  let line = await start();
  await line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  const before = await line.window();
  await line.choose({ choices: [{ frame: 4, choice: 'remove' }] });
  await engine.closeAll();
  const { model } = JSON.parse(await readFile(join(folder(), 'recipe.json'), 'utf8'));
  await writeFile(join(folder(), model), 'no model');
  line = await start();
  assert.deepEqual((await line.window()).frames, before.frames);
  const { notice } = await statuses.first(({ phase }) => phase === 'inspecting');
  assert.match(notice ?? '', /cannot be read: .* the model that was in use before it, which judges now/);
  assert.equal((await inspect(215)).modelId, before.modelId);
  // It is told once: the next start finds the model that stands in.
  line = await start();
  assert.equal((await statuses.first(({ phase }) => phase === 'inspecting')).notice, null);
  await line.undo();
});

test('a damaged window is told, the model goes on judging', async () => {
  const line = await start();
  const [window] = await names('window');
  const path = join(folder(), window);
  const bytes = await readFile(path);
  const broken = Buffer.from(bytes);
  broken[broken.length >> 1] ^= 1;
  await writeFile(path, broken);
  await assert.rejects(
    line.choose({ choices: [{ frame: 0, choice: 'remove' }] }),
    /is damaged: only \d+ of its 20/,
  );
  assert.equal((await inspect(220)).modelId, line.scores().modelId);
  await writeFile(path, bytes);
});

test('a threshold survives a restart, a refit and a training that is cancelled; train clears it', async () => {
  let line = await review();
  const { threshold } = line.scores();
  await line.setThreshold({ choice: { threshold: 2 * threshold }, by: 'ann', note: 'calm' });
  line = await start();
  const moved = line.scores();
  near(moved.threshold, 2 * threshold);
  assert.deepEqual([moved.adjustment?.by, moved.adjustment?.note], ['ann', 'calm']);
  const refit = await line.choose({ choices: [{ frame: 4, choice: 'remove' }] });
  near(line.scores().threshold, 2 * line.scores().automaticThreshold);
  near(refit.after.threshold, line.scores().threshold);
  await line.setThreshold({ choice: { falseRejectTarget: 0.1 }, by: '', note: '' });
  line = await start();
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await line.undo();
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await engine.command('line1', 'default', 'train');
  assert.equal(JSON.parse(await readFile(join(folder(), 'recipe.json'), 'utf8')).adjustment, undefined);
  await engine.command('line1', 'default', 'cancel');
  assert.equal(line.scores().falseRejectTarget, 0.1);
  await line.setThreshold({ choice: null, by: '', note: '' });
  near(line.scores().threshold, threshold);
});

test('rejects stay within their limit, survive a restart and a torn log, and the oldest go first', async () => {
  let line = await start({ rejectLimit: 3 });
  const ids = [];
  for (const number of [230, 240, 250, 260]) ids.push(await judgedReject(line, number));
  const kept = async () => (await line.rejects({ limit: 50 })).rejects.map(({ reject }) => reject);
  assert.deepEqual(await kept(), ids.slice(1).reverse());
  await line.feedback({ reject: ids[2], verdict: 'miss', by: 'ann' });
  await engine.closeAll();
  const rejects = join(folder(), 'rejects');
  await appendFile(join(rejects, 'rejects.jsonl'), '{"put":{"reject":"half a li');
  await rm(join(rejects, `reject-${ids[1]}.bin`));
  line = await start({ rejectLimit: 3 });
  assert.deepEqual(await kept(), [ids[3], ids[2]]);
  // Without its log, each reject is found by its own file; what people said of it is lost.
  await engine.closeAll();
  await rm(join(rejects, 'rejects.jsonl'));
  line = await start({ rejectLimit: 3 });
  assert.deepEqual((await kept()).sort(), [ids[3], ids[2]].sort());
  await engine.command('line1', 'default', 'reset');
  assert.deepEqual(await kept(), []);
});

test('a reset leaves nothing behind: no frame under way, no refit', async () => {
  await start();
  await engine.command('line1', 'default', 'train');
  for (let number = 1; number <= WINDOW; number++) await inspect(500 + number);
  await statuses.first(({ phase }) => phase === 'inspecting', 30_000);
  const line = await review();
  const refit = line.choose({ choices: [{ frame: 3, choice: 'remove' }] });
  await assert.rejects(
    engine.command('line1', 'default', 'reset'),
    /is being refitted; wait until it is done/,
  );
  await refit;
  // Drawn before: a frame that is still being drawn is not under way yet.
  const plates = await Promise.all([600, 601, 602, 603].map((number) => plate(number, true)));
  const judged = plates.map((data, index) => engine.inspect('line1', identity(600 + index), { data }, false));
  await judged[0];
  await engine.command('line1', 'default', 'reset');
  for (const { judgement } of await Promise.all(judged)) assert.equal(judgement.evaluation, 2);
  assert.equal((await line.rejects({ limit: 9 })).total, 0);
  await assert.rejects(readdir(folder()), { code: 'ENOENT' });
});

test('a reject of another region or network cannot enter the window', async () => {
  const fill = async () => {
    await engine.command('line1', 'default', 'train');
    for (let number = 1; number <= WINDOW; number++) await inspect(500 + number);
    await statuses.first(({ phase }) => phase === 'inspecting', 30_000);
    return review();
  };
  await start();
  const before = await fill();
  const reject = await judgedReject(before, 400);
  await before.feedback({ reject, verdict: 'good', by: 'ann' });
  await start({ inputSize: 160 });
  const line = await fill();
  const { modelId } = await line.window();
  await assert.rejects(
    line.learn({ rejects: [reject] }),
    /was made with mobilenet-v1 version \d+ at 128 pixels .*, the station now uses .* at 160 pixels/,
  );
  assert.equal((await line.window()).modelId, modelId);
});

function near(value: number, wanted: number): void {
  assert.ok(Math.abs(value / wanted - 1) < 1e-6, `${value} is not ${wanted}`);
}

/** A defective frame, once it is kept. */
async function judgedReject(line: RecipeReview, number: number): Promise<string> {
  const told = new Promise<void>((resolve) => {
    const onNews = ({ changed }: { changed: string | null }) => {
      if (changed !== 'rejects') return;
      line.off('news', onNews);
      resolve();
    };
    line.on('news', onNews);
  });
  const { evaluation, reason } = await inspect(number, true);
  assert.equal(evaluation, 2, reason);
  await told;
  const [{ reject, triggerId }] = (await line.rejects({ limit: 1 })).rejects;
  assert.equal(triggerId, number);
  return reject;
}

/** The small files and models of the recipe, to go back to. */
async function snapshot(): Promise<Map<string, Buffer>> {
  const files = (await readdir(folder(), { withFileTypes: true })).filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ name }): Promise<[string, Buffer]> => [name, await readFile(join(folder(), name))]),
    ),
  );
}

async function restore(files: Map<string, Buffer>): Promise<void> {
  await engine.closeAll();
  for (const [name, content] of files) await writeFile(join(folder(), name), content);
}
