import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notices } from '../../../models/words/notices';
import { refusals } from '../../../models/words/refusals';
import type { Remark } from '../../../models/words/remark';
import type { AuditEntry } from '../../../nodes/reviewer/api';
import english from '../../../nodes/reviewer/app/locales/en-US.json';
import { detailInWords } from '../../../nodes/reviewer/app/views/changes/detail-in-words';
import { noticeInWords, remarkInWords } from '../../../nodes/reviewer/app/words/remarks';
import { textsFor } from '../../../nodes/reviewer/app/words/texts';
import { changeDetails } from '../../../nodes/reviewer/words/changes';
import { routeRefusals } from '../../../nodes/reviewer/words/refusals';

const { say } = textsFor(['en-US']);
const german = textsFor(['de']).say;

const catalog = new Map(Object.entries(english));

/** The words of a kind are there, and name no value that does not come with it. */
function assertWords(key: string, text: string): void {
  const names = (of: string) => [...new Set(of.match(/\{\w+/g))];
  const words = catalog.get(key) ?? '';
  assert.notEqual(words, '', key);
  assert.deepEqual(
    names(words).filter((name) => !names(text).includes(name)),
    [],
    key,
  );
}

test('whatever engine, routes and log say has words, which name no value that does not come with it', () => {
  const remarks = [notices, refusals, routeRefusals].flatMap((texts) => Object.entries<string>(texts));
  assert.equal(new Set(remarks.map(([kind]) => kind)).size, remarks.length);
  for (const [kind, text] of remarks) assertWords(`remark.${kind}`, text);
  for (const [kind, text] of Object.entries(changeDetails)) assertWords(`detail.${kind}`, text);
});

test('a notice is in the language of the page, with what the system said of it', () => {
  const notice = (remark: Remark, tell = say) => noticeInWords({ notice: 'English', remark }, tell);
  assert.equal(noticeInWords({ notice: null, remark: null }, german), null);
  assert.equal(
    notice({ kind: 'kept-out', doubt: { kind: 'black' } }, german),
    'Das Bild ist schwarz: Licht, Belichtung und Objektivdeckel prüfen. Das Bild kommt nicht zu den Lernbildern.',
  );
  const error = { kind: 'other', text: 'EROFS: read-only file system' } as const;
  assert.match(
    notice({ kind: 'not-stored', recipe: 'nut', error }, german) ?? '',
    /^Das Rezept nut lässt sich nicht speichern: EROFS: read-only file system\. Die Linie läuft weiter/,
  );
  assert.match(
    notice({ kind: 'not-stored', recipe: 'nut', error }) ?? '',
    /^Recipe nut cannot be stored: EROFS/,
  );
});

test('what is said in kinds that the page does not know is said in English', () => {
  const newer: Remark = JSON.parse('{ "kind": "from-tomorrow", "recipe": "nut" }');
  assert.equal(remarkInWords(newer, 'the sentence', german), 'the sentence');
  assert.equal(remarkInWords({ kind: 'kept-out', doubt: newer }, 'the sentence', german), 'the sentence');
  assert.equal(remarkInWords(null, 'the sentence', german), 'the sentence');
});

test('a refusal of the routes says numbers as the language writes them', () => {
  assert.equal(
    remarkInWords({ kind: 'target-range', least: 0.01, most: 20 }, 'English', german),
    'Der Anteil der Pseudofehler muss von 0,01 % bis 20 % sein.',
  );
});

test('what a change did is in words without ids; an entry of an older or a newer log says it itself', () => {
  const entry: AuditEntry = {
    at: '2026-01-01T00:00:00.000Z',
    user: 'ann',
    station: 'line1',
    recipe: 'nut',
    action: 'refit',
    detail: 'keep 29; removed 5 of 40 -> 4 of 40, model 1f0c -> 2a9d',
    note: '',
  };
  assert.equal(detailInWords(entry, german), entry.detail);
  const counts = { removedBefore: 5, framesBefore: 40, removed: 4, frames: 40 };
  const details: AuditEntry['details'] = [
    { kind: 'kept', frames: '30' },
    { kind: 'refitted', ...counts },
  ];
  assert.equal(
    detailInWords({ ...entry, details }, german),
    'behalten: 30, vorher 5 von 40 entfernt, jetzt 4 von 40',
  );
  assert.equal(detailInWords({ ...entry, details }, say), 'kept: 30, 5 of 40 left out before, 4 of 40 now');
  const newer = JSON.parse('[{ "kind": "from-tomorrow" }]');
  assert.equal(detailInWords({ ...entry, details: newer }, german), entry.detail);
});
