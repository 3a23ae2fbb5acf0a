import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notices } from '../../../models/words/notices';
import { refusals } from '../../../models/words/refusals';
import type { Remark } from '../../../models/words/remark';
import english from '../../../nodes/reviewer/app/locales/en-US.json';
import { noticeInWords, remarkInWords } from '../../../nodes/reviewer/app/words/remarks';
import { textsFor } from '../../../nodes/reviewer/app/words/texts';
import { routeRefusals } from '../../../nodes/reviewer/words/refusals';

const { say } = textsFor(['en-US']);
const german = textsFor(['de']).say;

test('whatever engine and routes say has words, which name no value that does not come with it', () => {
  const catalog = new Map(Object.entries(english));
  const names = (of: string) => [...new Set(of.match(/\{\w+/g))];
  const tables = [notices, refusals, routeRefusals].flatMap((texts) => Object.entries<string>(texts));
  assert.equal(new Set(tables.map(([kind]) => kind)).size, tables.length);
  for (const [kind, text] of tables) {
    const words = catalog.get(`remark.${kind}`) ?? '';
    assert.notEqual(words, '', kind);
    assert.deepEqual(
      names(words).filter((name) => !names(text).includes(name)),
      [],
      kind,
    );
  }
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
