import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import de from '../../../nodes/reviewer/app/locales/de.json';
import english from '../../../nodes/reviewer/app/locales/en-US.json';
import { durationInWords } from '../../../nodes/reviewer/app/words/durations';
import { numbersFor } from '../../../nodes/reviewer/app/words/numbers';
import {
  driftSentence,
  flipSentence,
  reasonsInWords,
  silenceSentence,
  warningSentence,
} from '../../../nodes/reviewer/app/words/sentences';
import { filled, textsFor } from '../../../nodes/reviewer/app/words/texts';

const { say } = textsFor(['en-US']);
const numbers = numbersFor('en-US');

test('both languages say the same things, with the same values', () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(english).sort());
  const german = new Map(Object.entries(de));
  for (const [key, text] of Object.entries(english)) {
    const names = (of: string) => [...new Set(of.match(/\{\w+/g))].sort();
    assert.deepEqual(names(german.get(key) ?? ''), names(text), key);
  }
});

test('German has one word for each thing, on the page and in the editor', () => {
  const folder = join('nodes', 'locales', 'de');
  const texts = [join('nodes', 'reviewer', 'app', 'locales', 'de.json')].concat(
    readdirSync(folder).map((name) => join(folder, name)),
  );
  const others = /Fehlausschuss|Heat-?map|\bFenster|Auslöse-?Nr|Triggernummer/i;
  for (const path of texts) assert.equal(others.exec(readFileSync(path, 'utf8'))?.[0], undefined, path);
});

test('values are filled in as the language writes them, one and many told apart', () => {
  assert.equal(filled('{n|# frame|# frames} of {all}', 'en-US', { n: 1, all: 1234 }), '1 frame of 1,234');
  assert.equal(filled('{n|# Bild|# Bilder} von {all}', 'de', { n: 1200, all: 'x' }), '1.200 Bilder von x');
});

test('the first language that there is a catalog for is taken, English without one', () => {
  assert.equal(textsFor(['fr', 'de-AT', 'en']).language, 'de');
  assert.equal(textsFor(['fr', 'de-AT', 'en']).locale, 'de-AT');
  assert.equal(textsFor(['fr']).language, 'en');
});

test('durations are said in the unit that fits', () => {
  const inWords = [0.4, 59, 60, 3600, 3600 + 300, 7199, 3 * 86400].map((seconds) =>
    durationInWords(seconds, say),
  );
  assert.deepEqual(inWords, ['0 s', '59 s', '1 min', '1 h', '1 h 5 min', '2 h', '3 days']);
});

test('in German too days are said as what stands around them wants it', () => {
  const german = textsFor(['de']).say;
  const days = (count: number) => [false, true].map((past) => durationInWords(count * 86_400, german, past));
  assert.deepEqual(
    [days(1), days(2)],
    [
      ['1 Tag', '1 Tag'],
      ['2 Tage', '2 Tagen'],
    ],
  );
  assert.match(
    silenceSentence({ silentForSeconds: 2 * 86_400, lastFrameAt: '2026-01-01' }, german) ?? '',
    /^Seit 2 Tagen kein Bild/,
  );
});

test('how a camera is silent is said, from the start on too', () => {
  const lastFrameAt = '2026-01-01T00:00:00.000Z';
  assert.equal(silenceSentence({ silentForSeconds: null, lastFrameAt }, say), null);
  assert.match(silenceSentence({ silentForSeconds: 40, lastFrameAt }, say) ?? '', /^No frame for 40 s: /);
  assert.equal(
    silenceSentence({ silentForSeconds: 61, lastFrameAt: null }, say),
    'No frame since the start: is the camera running?',
  );
});

test('drift is a sentence with the day it began, and nothing below ten percent', () => {
  const now = new Date();
  const yesterday = new Date(now.getTime() - 86_400_000).toISOString();
  assert.equal(
    driftSentence({ change: 0.3, since: yesterday }, say, numbers),
    'Scores have crept up 30% since yesterday: light or lens?',
  );
  assert.match(driftSentence({ change: -0.25, since: yesterday }, say, numbers) ?? '', /gone down 25%/);
  assert.equal(driftSentence({ change: 0.09, since: yesterday }, say, numbers), null);
  assert.equal(driftSentence(null, say, numbers), null);
});

test('a day within a week has its name, an older one its date', () => {
  const now = new Date(2026, 10, 25, 12);
  const before = (days: number) => numbers.day(new Date(2026, 10, 25 - days, 18).toISOString(), now);
  assert.deepEqual(
    [before(0), before(1), before(2), before(10)],
    ['today', 'yesterday', 'Monday', 'Nov 15, 2026'],
  );
});

test('flips are said with what they mean', () => {
  const flips = (nowRejected: number, nowPassed: number, frames = 100) =>
    flipSentence({ frames, nowRejected, nowPassed }, say);
  assert.match(flips(0, 0, 0), /^No recent frame/);
  assert.match(flips(0, 0), /^None of the last 100/);
  assert.match(flips(3, 0), /3 more would be rejected\.$/);
  assert.match(flips(0, 4), /4 more would pass\.$/);
  assert.match(flips(3, 4), /3 more would be rejected and 4 more would pass/);
});

test('reasons are in words, the most frequent first, and an unknown kind stands for itself', () => {
  assert.deepEqual(reasonsInWords({ overflow: 2, strange: 5, paused: 0 }, say), [
    { reason: 'strange', count: 5 },
    { reason: 'queue was full', count: 2 },
  ]);
});

test('what is uncertain about a fit is a sentence in both languages', () => {
  const german = textsFor(['de']).say;
  const promise = { kind: 'promise', kept: 33, target: 0.01, promised: 0.029 } as const;
  assert.equal(
    warningSentence(promise, say, numbers),
    'With 33 kept frames expect about 2.9% false rejects, not 1%. A longer window helps.',
  );
  assert.match(warningSentence(promise, german, numbersFor('de')), /^Mit 33 behaltenen .* nur etwa 2,9\s%/);
  const twoKinds = { kind: 'two-kinds', larger: 14, smaller: 6 } as const;
  assert.match(warningSentence(twoKinds, say, numbers), /different kinds of pictures, 14 and 6: are two/);
  assert.match(warningSentence({ kind: 'polluted' }, say, numbers), /press "Train anew" under Recipes\.$/);
  assert.match(warningSentence(twoKinds, german, numbers), /unter Rezepte „Neu lernen“ drücken\.$/);
});
