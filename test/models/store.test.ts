import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { writeFileAtomically } from '../../models/store/atomic-file';
import { folderName } from '../../models/store/folder-name';
import type { RecipePointer } from '../../models/store/recipe-pointer';
import { RecipeStore, stationFolder, storedRecipes } from '../../models/store/recipe-store';
import { DamagedRecord } from '../../models/store/record';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-'));
});
after(() => rm(directory, { recursive: true }));

function pointer(store: RecipeStore, change: Partial<RecipePointer> = {}): RecipePointer {
  return {
    format: 1,
    recipe: store.recipe,
    extractor: {
      backbone: 'mobilenet-v1',
      graphVersion: 1,
      inputSize: 224,
      region: { left: 0, top: 0, width: 1, height: 1 },
    },
    windowSize: 20,
    window: store.newWindowName(),
    model: null,
    ...change,
  };
}

test('a folder name is never a path, the same for the same name and different for another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
      assert.match(folderName(left), /^[A-Za-z0-9_-]{1,51}$/);
      assert.equal(folderName(left), folderName(left));
      assert.equal(folderName(left).toLowerCase() === folderName(right).toLowerCase(), left === right);
    }),
  );
  for (const name of ['..', '../../etc', 'C:\\', '.', '', 'CON', 'line/1']) {
    assert.match(folderName(name), /^[A-Za-z0-9_-]+-[0-9a-f]{10}$/);
  }
  assert.notEqual(folderName('Line1').toLowerCase(), folderName('line1').toLowerCase());
});

test('a file is replaced whole, in a new folder too, and a failed write leaves the old one and no rest', async () => {
  const path = join(directory, 'atomic', 'deep', 'file');
  await writeFileAtomically(path, 'old');
  await writeFileAtomically(path, [Buffer.from('ne'), Buffer.from('w')]);
  assert.equal(await readFile(path, 'utf8'), 'new');
  function* breaking(): Iterable<Uint8Array> {
    yield Buffer.from('half of');
    throw new Error('power cut');
  }
  await assert.rejects(writeFileAtomically(path, breaking()), /power cut/);
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.deepEqual(await readdir(join(directory, 'atomic', 'deep')), ['file']);
  await mkdir(join(directory, 'atomic', 'folder'));
  await assert.rejects(writeFileAtomically(join(directory, 'atomic', 'folder'), 'x'));
  assert.deepEqual((await readdir(join(directory, 'atomic'))).sort(), ['deep', 'folder']);
});

test('a recipe is found again by its name, whatever it is called', async () => {
  const station = stationFolder(directory, 'Linie/1');
  assert.deepEqual(await storedRecipes(station), []);
  const names = ['default', '../Teil', 'Ä ö'];
  for (const name of names) {
    const store = new RecipeStore(station, name);
    assert.equal(await store.readPointer(), null);
    const written = pointer(store);
    await store.writePointer(written);
    assert.deepEqual(await store.readPointer(), written);
  }
  await mkdir(join(station, 'a folder of somebody else'));
  assert.deepEqual((await storedRecipes(station)).sort(), names.sort());
});

test('a pointer that is damaged, of another version or points out of its folder is refused', async () => {
  const store = new RecipeStore(directory, 'refused');
  const good = pointer(store);
  await store.writePointer(good);
  const path = join(directory, folderName('refused'), 'recipe.json');
  for (const bad of [
    '',
    '{"format": 1',
    'null',
    '[]',
    ...[
      { format: 2 },
      { window: '../../secret.bin' },
      { window: 'window-1.bin/../../x.bin' },
      { model: '/etc/passwd' },
      { model: undefined },
      { extractor: undefined },
      { windowSize: 'many' },
      { recipe: 7 },
      { before: { ...good, window: '../../secret.bin' } },
      { before: null },
    ].map((change) => JSON.stringify({ ...good, ...change })),
  ]) {
    await writeFile(path, bad);
    await assert.rejects(store.readPointer(), bad);
  }
  await writeFile(path, JSON.stringify(good));
  assert.deepEqual(await store.readPointer(), good);
});

test('models come back, unused files go, damaged ones stay', async () => {
  const store = new RecipeStore(directory, 'models');
  const window = store.newWindowName();
  for (const file of [window, store.newWindowName()]) {
    await store.appendFrame(file, { meta: { file }, arrays: { codes: Int16Array.of(1) } });
  }
  const model = await store.writeModel({ meta: { threshold: 2 }, arrays: { mean: Float32Array.of(1.5) } });
  const broken = await store.writeModel({ meta: {}, arrays: {} });
  assert.deepEqual(await store.readModel(model), {
    meta: { threshold: 2 },
    arrays: { mean: Float32Array.of(1.5) },
  });
  const folder = join(directory, folderName('models'));
  await writeFile(join(folder, broken), 'rubbish');
  await assert.rejects(store.readModel(broken), DamagedRecord);
  await store.setAside(broken);
  await store.removeUnused(pointer(store, { window, model }));
  const names = await readdir(folder);
  assert.equal(names.length, 3);
  assert.ok(names.includes(window) && names.includes(model));
  assert.ok(names.some((name) => name.startsWith(broken) && name.endsWith('.damaged')));
  assert.equal((await store.readWindow(window)).records.length, 1);
  await store.removeAll();
  await assert.rejects(readdir(folder), { code: 'ENOENT' });
});
