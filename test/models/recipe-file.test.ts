import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { StoredDetector } from '../../models/detectors/detector';
import { Engine } from '../../models/engine';
import { Refused } from '../../models/refused';
import type { StationSettings } from '../../models/station-settings';
import {
  decodeRecord,
  encodeRecord,
  recordLength,
  type StoredArray,
  type StoreRecord,
} from '../../models/store/record';
import { Recorder } from '../nodes/recorder';
import { identity, settings, WINDOW } from './host-line';
import { plate } from './pictures';

let directory: string;
let engine: Engine;
let path: string;
let file: Buffer;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recipe-file-'));
  engine = new Engine();
  const phases = new Recorder<string>();
  engine.on('status', ({ phase }) => phases.push(phase));
  await engine.open(settings(join(directory, 'one')));
  for (let number = 1; number <= WINDOW; number++) {
    const data = await plate(number, number % 10 === 0);
    await engine.inspect('line1', identity(number), { data }, false);
  }
  await phases.first((phase) => phase === 'inspecting', 30_000);
  const line = await engine.review('line1', 'default');
  await line.choose({ choices: [{ frame: 2, choice: 'remove' }] });
  await line.setThreshold({ choice: { threshold: 3 }, by: 'ann', note: '' });
  path = join(directory, 'file.sroc-recipe');
  await (await engine.shelf('line1')).exportTo('default', path);
  file = await readFile(path);
});
after(async () => {
  await engine.closeAll();
  await rm(directory, { recursive: true });
});

/** Imports these bytes into another station, as on another machine. */
async function importInto(bytes: Buffer, change: Partial<StationSettings> = {}) {
  await engine.open(settings(join(directory, 'two'), { station: 'line2', ...change }));
  const source = join(directory, 'incoming');
  await writeFile(source, bytes);
  return (await engine.shelf('line2')).importFrom(source, '');
}

const stored = () => readdir(join(directory, 'two'), { recursive: true }).catch(() => []);

function recordsOf(bytes: Buffer): StoreRecord<Record<string, unknown>>[] {
  const records: StoreRecord<Record<string, unknown>>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + recordLength(bytes.subarray(at));
    records.push(decodeRecord(bytes.subarray(at, end)));
    at = end;
  }
  return records;
}

test('any change of the bytes is refused with a sentence, and nothing is written', async () => {
  const change = fc.record({ at: fc.nat(file.length - 1), bits: fc.integer({ min: 1, max: 255 }) });
  const cut = fc.nat(file.length - 1);
  await fc.assert(
    fc.asyncProperty(fc.oneof(change, cut), async (mutation) => {
      const bytes = typeof mutation === 'number' ? file.subarray(0, mutation) : Buffer.from(file);
      if (typeof mutation !== 'number') bytes[mutation.at] ^= mutation.bits;
      await assert.rejects(
        importInto(bytes),
        (error) => error instanceof Refused && error.kind === 'request',
      );
    }),
    { numRuns: 40 },
  );
  assert.deepEqual(await stored(), []);
});

test('a file whose checksums fit but whose content does not is refused, and nothing is written', async () => {
  const [header, model, ...frames] = recordsOf(file);
  const [frame] = frames;
  const without = (name: string) => {
    const { [name]: _, ...arrays } = model.arrays;
    return { ...model, arrays };
  };
  const withArray = (name: string, array: StoredArray) => ({
    ...model,
    arrays: { ...model.arrays, [name]: array },
  });
  const basis = model.arrays.pooledBasis;
  const detector = model.meta.detector as StoredDetector;
  const { pooled } = detector;
  const withDetector = (change: object) => ({
    ...model,
    meta: { ...model.meta, detector: { ...detector, ...change } },
  });
  const wrong: [StoreRecord<unknown>[], RegExp][] = [
    [[], /empty/],
    [[{ meta: {}, arrays: {} }, model, ...frames], /no recipe file of the inspection pack/],
    [
      [{ meta: { ...header.meta, version: 2 }, arrays: {} }, model, ...frames],
      /has version 2, this pack reads/,
    ],
    [[{ meta: { ...header.meta, recipe: '' }, arrays: {} }, model, ...frames], /does not say what is in it/],
    [[header, model, ...frames.slice(1)], /should hold 20 frames, but holds 19/],
    [[header, model, ...frames, frame], /should hold 20 frames, but holds more/],
    [[header, ...frames], /its model is not complete/],
    [[header, without('kept'), ...frames], /its model is not complete/],
    [
      [header, without('pooledBasis'), ...frames],
      /its model does not work: the stored model has no "pooledBasis"/,
    ],
    [
      [header, withArray('pooledBasis', new Float32Array(basis.length + 8)), ...frames],
      /its model does not work: "pooledBasis" of the stored model has \d+ numbers instead of \d+/,
    ],
    [[header, withArray('patchFilter', new Float32Array(9)), ...frames], /"patchFilter" of the stored model/],
    [[header, withArray('patchOffset', new Float32Array(0)), ...frames], /its model is not complete/],
    [[header, withDetector({ pooled: { ...pooled, dims: 10 } }), ...frames], /its model is not complete/],
    [[header, withDetector({ pooled: { ...pooled, rank: 0.5 } }), ...frames], /its model is not complete/],
    [[header, withDetector({ joint: { patch: {}, pooled: {} } }), ...frames], /its model is not complete/],
    [[header, { ...model, meta: { ...model.meta, look: 'x' } }, ...frames], /its model is not complete/],
    [
      [header, { ...model, meta: { ...model.meta, look: { normal: null, size: {} } } }, ...frames],
      /its model is not complete/,
    ],
    [
      [header, { ...model, arrays: { ...model.arrays, pooledMean: new Float32Array(3) } }, ...frames],
      /its model does not work/,
    ],
    [
      [header, { ...model, arrays: { ...model.arrays, pooledMean: Float32Array.of(Number.NaN) } }, ...frames],
      /its model is not complete/,
    ],
    [
      [
        header,
        model,
        { ...frame, arrays: { ...frame.arrays, codes: new Int16Array(5) } },
        ...frames.slice(1),
      ],
      /frame 0 of its window is not complete/,
    ],
    [
      [
        header,
        model,
        { ...frame, arrays: { ...frame.arrays, preview: Buffer.from('<html>') } },
        ...frames.slice(1),
      ],
      /frame 0 of its window is not complete/,
    ],
    [
      [header, model, { ...frame, meta: { unit: 1 } }, ...frames.slice(1)],
      /frame 0 of its window is not complete/,
    ],
  ];
  for (const [records, sentence] of wrong) {
    const bytes = Buffer.concat(records.map(encodeRecord));
    await assert.rejects(importInto(bytes), (error) => {
      assert.ok(error instanceof Refused, String(error));
      assert.match(error.message, sentence);
      return true;
    });
  }
  assert.deepEqual(await stored(), []);
});

test('a recipe of another network, input size or region is refused', async () => {
  await assert.rejects(
    importInto(file, { inputSize: 160 }),
    /was trained with mobilenet-v1 version \d+ at 128 pixels .* this station uses .* at 160 pixels/,
  );
});

test('a recipe judges on another machine as it did on the first, with all that people decided', async () => {
  const { name, statuses } = await importInto(file);
  assert.deepEqual([name, statuses[0].phase], ['default', 'inspecting']);
  const [one, two] = [await engine.review('line1', 'default'), await engine.review('line2', 'default')];
  assert.deepEqual(await two.window(), { ...(await one.window()), undoable: 0 });
  assert.deepEqual(two.scores(), one.scores());
  const data = await plate(300, true);
  const [first, second] = await Promise.all(
    ['line1', 'line2'].map((line) => engine.inspect(line, identity(300), { data }, false)),
  );
  assert.deepEqual(second.judgement, first.judgement);
  const { after: now } = await two.choose({ choices: [{ frame: 5, choice: 'remove' }] });
  assert.equal(now.frames, WINDOW);
});

test('what a crash left of an import is removed, and a renaming it interrupted is finished', async () => {
  const shelf = await engine.shelf('line2');
  await shelf.rename('default', 'renamed');
  await engine.close('line2');
  const [station] = await readdir(join(directory, 'two'));
  const folder = join(directory, 'two', station);
  const [recipe] = await readdir(folder);
  const pointer = join(folder, recipe, 'recipe.json');
  // The pointer was replaced, the folder not moved yet.
  await writeFile(pointer, (await readFile(pointer, 'utf8')).replace('"renamed"', '"again"'));
  const [left, underWay] = [`.1-${Date.now()}-x.tmp`, `.${process.pid}-${Date.now()}-x.tmp`];
  for (const name of [left, underWay])
    await cp(join(folder, recipe), join(folder, name), { recursive: true });
  await engine.open(settings(join(directory, 'two'), { station: 'line2' }));
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('.')),
    [underWay],
  );
  const again = await engine.review('line2', 'again');
  assert.equal(again.recipe.status.phase, 'inspecting');
  assert.equal((await readdir(folder)).filter((name) => name.startsWith('again-')).length, 1);
});
