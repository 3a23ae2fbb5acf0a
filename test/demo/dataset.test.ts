import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { datasetName, readDataset } from '../../demo/dataset';

async function folderWith(files: string[], use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sroc-dataset-'));
  try {
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), '');
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('good/, defect/ and mask/ are read, other files left out', async () => {
  const files = ['good/b.jpg', 'good/a.PNG', 'good/notes.txt', 'defect/x.jpg', 'defect/y.jpg', 'mask/x.png'];
  await folderWith(files, async (folder) => {
    assert.deepEqual(await readDataset(folder), [
      {
        path: join(folder, 'defect/x.jpg'),
        defective: true,
        type: 'defect',
        mask: join(folder, 'mask/x.png'),
      },
      { path: join(folder, 'defect/y.jpg'), defective: true, type: 'defect' },
      { path: join(folder, 'good/a.PNG'), defective: false, type: 'good' },
      { path: join(folder, 'good/b.jpg'), defective: false, type: 'good' },
    ]);
  });
});

test('the layout of MVTec AD is read with its defect types and masks', async () => {
  const files = [
    'train/good/000.png',
    'test/good/000.png',
    'test/bent/000.png',
    'test/bent/001.png',
    'ground_truth/bent/000_mask.png',
    'ground_truth/bent/001_mask.png',
  ];
  await folderWith(files, async (folder) => {
    const mask = (name: string) => join(folder, 'ground_truth/bent', name);
    assert.deepEqual(await readDataset(folder), [
      { path: join(folder, 'test/bent/000.png'), defective: true, type: 'bent', mask: mask('000_mask.png') },
      { path: join(folder, 'test/bent/001.png'), defective: true, type: 'bent', mask: mask('001_mask.png') },
      { path: join(folder, 'test/good/000.png'), defective: false, type: 'good' },
      { path: join(folder, 'train/good/000.png'), defective: false, type: 'good' },
    ]);
  });
});

test('a folder of another layout is refused with what is expected of it', async () => {
  await folderWith(['images/a.png'], async (folder) => {
    await assert.rejects(
      readDataset(folder),
      /no pictures of good parts; it should hold good\/ and defect\//,
    );
  });
});

test('a data set is called after its folder, with or without a slash at the end', () => {
  assert.equal(datasetName('data/metal_nut/'), 'metal_nut');
  assert.equal(datasetName('data/metal_nut'), 'metal_nut');
});
