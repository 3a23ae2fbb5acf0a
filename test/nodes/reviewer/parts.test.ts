import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AuditEntry } from '../../../nodes/reviewer/api';
import { AuditLog } from '../../../nodes/reviewer/audit-log';
import { toCsv } from '../../../nodes/reviewer/csv';
import { receive } from '../../../nodes/reviewer/exchange-folder';
import { Refusal } from '../../../nodes/reviewer/refusal';
import { reviewerPath } from '../../../nodes/reviewer/register';
import { requireSameOrigin } from '../../../nodes/reviewer/same-origin';
import { ZipWriter } from '../../../nodes/reviewer/zip-writer';
import { filesOf } from './unzip';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reviewer-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const entry = (number: number, recipe = 'default'): AuditEntry => ({
  at: new Date(number).toISOString(),
  user: 'ann',
  station: 'line1',
  recipe,
  action: 'threshold',
  detail: `${number}`,
  note: '',
});

test('the audit log lists the newest first, of a station or of one recipe, over its older file too', () =>
  inFolder(async (folder) => {
    const log = new AuditLog(join(folder, 'deep', 'audit.log'), 800);
    assert.deepEqual(await log.list('line1', '', 10), []);
    // At once, as two people might.
    await Promise.all(
      Array.from({ length: 9 }, (_, number) => log.append(entry(number, number % 2 ? 'a' : 'b'))),
    );
    const details = async (recipe: string, limit = 100) =>
      (await log.list('line1', recipe, limit)).map(({ detail }) => Number(detail));
    assert.deepEqual(await details('', 4), [8, 7, 6, 5]);
    assert.deepEqual(await details('a', 2), [7, 5]);
    assert.deepEqual(await log.list('line2', '', 10), []);
    const older = (await readFile(`${log.path}.1`, 'utf8')).trim().split('\n');
    assert.ok(older.length >= 5);
    await writeFile(log.path, '{"at":"torn by a power fail');
    assert.deepEqual((await details('')).length, older.length);
  }));

test('an entry keeps what it did in kinds; an older one, or one that was tampered with, is listed without them', () =>
  inFolder(async (folder) => {
    const log = new AuditLog(join(folder, 'audit.log'));
    const moved: AuditEntry = { ...entry(1), details: [{ kind: 'moved', before: 1.5, after: 2 }] };
    await log.append(moved);
    await log.append(entry(2));
    for (const details of ['moved', [7], [{ before: 1 }], [{ kind: 'moved', before: {} }]])
      await appendFile(log.path, `${JSON.stringify({ ...entry(3), details })}\n`);
    const listed = await log.list('line1', '', 10);
    assert.deepEqual(
      listed.map(({ details }) => details),
      [undefined, undefined, undefined, undefined, undefined, moved.details],
    );
  }));

test('only the own page may change something', () => {
  const own = { 'x-sroc-inspection': '1', host: 'plant:1880' };
  for (const headers of [
    own,
    { ...own, 'sec-fetch-site': 'same-origin', origin: 'http://plant:1880' },
    { ...own, origin: 'https://plant:1880' },
    { ...own, 'sec-fetch-site': 'none' },
  ])
    requireSameOrigin(headers);
  for (const headers of [
    { host: 'plant:1880' },
    { ...own, 'x-sroc-inspection': '0' },
    { ...own, 'sec-fetch-site': 'cross-site' },
    { ...own, 'sec-fetch-site': 'same-site' },
    { ...own, origin: 'http://plant:1881' },
    { ...own, origin: 'http://evil.example' },
    { ...own, origin: 'null' },
  ])
    assert.throws(() => requireSameOrigin(headers), Refusal);
});

test('a table quotes what must be quoted, and a text from a camera becomes no formula', () => {
  assert.equal(
    toCsv(
      ['a', 'b'],
      [
        ['x', -1.5],
        ['say "yes", twice', 0],
        ['=HYPERLINK("x")', 1],
        ['-1+1', 2],
        ['two\nlines', 3],
      ],
    ),
    'a,b\r\nx,-1.5\r\n"say ""yes"", twice",0\r\n"\'=HYPERLINK(""x"")",1\r\n\'-1+1,2\r\n"two\nlines",3\r\n',
  );
});

test('whatever files go into a zip come out of it', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const files = fc.dictionary(name, fc.uint8Array({ maxLength: 2000 }), { maxKeys: 10 });
  fc.assert(
    fc.property(files, (given) => {
      const zip = new ZipWriter();
      const entries = Object.entries(given);
      const bytes = Buffer.concat([...entries.map(([path, content]) => zip.file(path, content)), zip.end()]);
      const found = filesOf(bytes);
      assert.deepEqual(
        [...found.keys()],
        entries.map(([path]) => path),
      );
      for (const [path, content] of entries) assert.deepEqual(found.get(path), Buffer.from(content));
    }),
  );
});

test('no more is received than may be', () =>
  inFolder(async (folder) => {
    const chunks = () => Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
    await receive(chunks(), join(folder, 'fits'), 120);
    assert.equal((await readFile(join(folder, 'fits'))).length, 120);
    await assert.rejects(receive(chunks(), join(folder, 'large'), 119), Refusal);
  }));

test('the path of the page at a station is below the admin root, whatever the names', () => {
  assert.equal(reviewerPath(undefined, 'line 1', 'a/b'), '/inspection/#/station/line%201/a%2Fb');
  assert.equal(reviewerPath('/', 'a', 'b'), '/inspection/#/station/a/b');
  assert.equal(reviewerPath('/admin/', 'a', 'b'), '/admin/inspection/#/station/a/b');
  assert.equal(reviewerPath('admin', 'a', 'b'), '/admin/inspection/#/station/a/b');
  assert.equal(reviewerPath(false, 'a', 'b'), null);
});
