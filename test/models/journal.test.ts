import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { JournalIndex } from '../../models/store/journal-index';
import { readJournal } from '../../models/store/journal-reader';
import { encodeRecord, type StoreRecord } from '../../models/store/record';
import { recoverJournal, WindowJournal } from '../../models/store/window-journal';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});
after(() => rm(directory, { recursive: true }));

interface Meta {
  number: number;
}

function record(number: number, length = 50): StoreRecord<Meta> {
  return { meta: { number }, arrays: { codes: new Int16Array(length).fill(number) } };
}

const numbers = (records: StoreRecord<Meta>[]) => records.map(({ meta }) => meta.number);
let files = 0;
const newPath = () => join(directory, `window-${files++}.bin`);

test('a journal holds what was appended, over closing and opening again', async () => {
  const path = newPath();
  assert.deepEqual(await readJournal(path), { records: [], damaged: false });
  for (const part of [
    [1, 2],
    [3, 4, 5],
  ]) {
    const journal = new WindowJournal(path);
    for (const number of part) await journal.append(record(number));
    await journal.close();
  }
  const { records, damaged } = await recoverJournal<Meta>(path);
  assert.equal(damaged, false);
  assert.deepEqual(
    records,
    [1, 2, 3, 4, 5].map((number) => record(number)),
  );
});

test('single records are found, however many are asked for at once', async () => {
  const path = newPath();
  const all = [50, 0, 700, 20, 50].map((length, number) => record(number, length));
  await writeFile(path, Buffer.concat(all.map(encodeRecord)));
  const index = new JournalIndex(path);
  const wanted = [4, 0, 1, 3, 2, 0, 5];
  const found = () => Promise.all(wanted.map((number) => index.record<Meta>(number)));
  const expected = wanted.map((number) => all[number] ?? null);
  assert.deepEqual(await found(), expected);
  assert.deepEqual(await found(), expected);
});

test('every whole record survives damage anywhere, and the damaged file is kept', async () => {
  const lengths = [50, 0, 700, 20, 50];
  const parts = lengths.map((length, number) => encodeRecord(record(number, length)));
  const starts = parts.map((_, index) => Buffer.concat(parts.slice(0, index)).length);
  const whole = Buffer.concat(parts);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
      fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
      async (damages, length) => {
        const path = newPath();
        const bytes = Buffer.from(whole);
        for (const [at, mask] of damages) bytes[at] ^= mask;
        const stored = bytes.subarray(0, length);
        await writeFile(path, stored);
        const sound = parts
          .map((_, index) => index)
          .filter((index) => {
            const [from, to] = [starts[index], starts[index] + parts[index].length];
            return to <= length && bytes.subarray(from, to).equals(whole.subarray(from, to));
          });
        const first = await recoverJournal<Meta>(path);
        assert.deepEqual(numbers(first.records), sound);
        const wanted = Buffer.concat(sound.map((index) => parts[index]));
        assert.equal(first.damaged, !stored.equals(wanted));
        const kept = (await readdir(directory)).filter(
          (name) => name.startsWith(`${path.slice(directory.length + 1)}.`) && name.endsWith('.damaged'),
        );
        assert.equal(kept.length, first.damaged ? 1 : 0);
        if (first.damaged) assert.deepEqual(await readFile(join(directory, kept[0])), stored);
        const again = await recoverJournal<Meta>(path);
        assert.deepEqual([numbers(again.records), again.damaged], [sound, false]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a record behind more than a megabyte of rubbish is found', async () => {
  const path = newPath();
  const rubbish = Buffer.alloc((1 << 20) * 2 - 2, 'SRO');
  await writeFile(path, Buffer.concat([encodeRecord(record(1)), rubbish, encodeRecord(record(2))]));
  const { records, damaged } = await readJournal<Meta>(path);
  assert.deepEqual([numbers(records), damaged], [[1, 2], true]);
});

test('frames are appended behind what was recovered', async () => {
  const path = newPath();
  await writeFile(path, Buffer.concat([encodeRecord(record(1)), encodeRecord(record(2)).subarray(0, 40)]));
  await recoverJournal(path);
  const journal = new WindowJournal(path);
  await journal.append(record(3));
  await journal.close();
  const { records, damaged } = await readJournal<Meta>(path);
  assert.deepEqual([numbers(records), damaged], [[1, 3], false]);
});

// A limit on file sizes behaves as a disk that fills up: the write that crosses it is cut short.
test('a disk that fills up costs the record that did not fit, and none beside it', async () => {
  const path = newPath();
  const script = join(__dirname, 'append-until-full.ts');
  const command = 'ulimit -f 64; exec "$0" --import tsx "$1" "$2"';
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script, path], {
    cwd: join(__dirname, '..', '..'),
  });
  assert.deepEqual(JSON.parse(stdout), ['stored', 'stored', 'EFBIG', 'EFBIG', 'stored']);
  const { records, damaged } = await readJournal<Meta>(path);
  assert.deepEqual([numbers(records), damaged], [[0, 1, 4], false]);
});
