import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { plate } from '../models/pictures';

const root = join(__dirname, '..', '..');
const SIDE = 160;

function bench(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', join('bench', 'main.ts'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

describe('the accuracy bench', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-'));
    for (const kind of ['good', 'defect', 'mask']) await mkdir(join(folder, kind));
    for (let number = 0; number < 40; number++) {
      await writeFile(join(folder, 'good', `${number}.jpg`), await plate(number));
    }
    for (let number = 100; number < 112; number++) {
      await writeFile(join(folder, 'defect', `${number}.jpg`), await plate(number, true));
      // The scratch goes from (15 %, 20 %) to the right and down.
      const scratch = { create: { width: 50, height: 44, channels: 3 as const, background: '#fff' } };
      const mask = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#000' } });
      const white = await sharp(scratch).png().toBuffer();
      const drawn = await mask
        .composite([{ input: white, left: 24, top: 32 }])
        .png()
        .toBuffer();
      await writeFile(join(folder, 'mask', `${number}.png`), drawn);
    }
  });
  after(() => rm(folder, { recursive: true }));

  it('writes one row a window, with every number the table has', async () => {
    const json = join(folder, 'rows.json');
    const { status, stdout, stderr } = bench(
      ...['accuracy', '--data', folder, '--backbone', 'mobilenet-v1', '--size', '128'],
      ...['--contamination', '0,0.1', '--seeds', '1', '--window', '26', '--json', json],
    );
    assert.equal(status, 0, stderr);
    const rows: Record<string, unknown>[] = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(
      rows.map(({ contamination, seed, backbone, window }) => [contamination, seed, backbone, window]),
      [
        [0, 0, 'mobilenet-v1', 26],
        [0.1, 0, 'mobilenet-v1', 26],
      ],
    );
    const rates = [
      'defectRecall',
      'falseReject',
      'aurocPolluted',
      'aurocRefined',
      'aurocOracle',
      'falseRemoval',
    ];
    rates.push(
      'falseRejectPolluted',
      'defectRecallPolluted',
      'falseRejectOracle',
      'defectRecallOracle',
      'pixelAuroc',
    );
    for (const row of rows) {
      for (const key of rates) {
        const value = row[key];
        assert.ok(typeof value === 'number' && value >= 0 && value <= 1, `${key} is ${value}`);
      }
      assert.equal(
        row.removalRecall === null,
        row.contamination === 0,
        'nothing to remove from a clean window',
      );
      // A scratch across a plate is easy to see, and where it is too.
      assert.ok(Number(row.aurocOracle) > 0.9, `AUROC ${row.aurocOracle}`);
      assert.ok(Number(row.pixelAuroc) > 0.8, `pixel AUROC ${row.pixelAuroc}`);
    }
    assert.match(stdout, /^\| data \| backbone \| contamination \| window \| seed \| defectRecall \|/);
    assert.equal(stdout.match(/\| mean \|/g)?.length, 2);
  });

  it('says what is wrong with its arguments', () => {
    const says = (...args: string[]) => {
      const { status, stderr } = bench('accuracy', ...args);
      assert.equal(status, 1);
      return stderr;
    };
    assert.match(says(), /--data DIR/);
    assert.match(
      says('--data', folder, '--backbone', 'vgg'),
      /no backbone "vgg"; choose of resnet50, mobilenet-v1/,
    );
    assert.match(
      says('--data', folder, '--contamination', '10'),
      /--contamination takes numbers from 0 to 0.9/,
    );
    assert.match(says('--data', join(folder, 'mask')), /no pictures of good parts/);
    assert.match(says('--data', folder, '--texture', 'dent'), /--texture takes spot or scratch, not "dent"/);
    assert.match(says('--data', folder, '--texture', 'spot', '--tilt', '5'), /Only one of these/);
  });
});
