import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { InferenceHost } from '../../models/host/client';
import { commandRefusals } from '../../models/words/command-refusals';
import { notices } from '../../models/words/notices';
import { inEnglish, type Remark } from '../../models/words/remark';
import { type InspectDef, stationOptions } from '../../nodes/inspect/options';
import { Station } from '../../nodes/inspect/station';
import { StatusLine } from '../../nodes/inspect/status-line';
import german from '../../nodes/locales/de/sroc-inspect.json';

const nodes = join(__dirname, '..', '..', 'nodes');

function newStation(): Station {
  const def = Object.assign({} as InspectDef, { id: 'node', station: 'line' });
  return new Station(new InferenceHost(), stationOptions(def, '/none'));
}

type Outputs = Parameters<Station['deliver']>[0];
const outputs = (_msgid: string): Outputs => [{ _msgid }, null, null];

test('what is sent while no node stands for the station goes out through the next one, in order and once', () => {
  const station = newStation();
  const sent: string[] = [];
  const node =
    (name: string) =>
    ([message]: Outputs) =>
      sent.push(`${name} ${message?._msgid}`);
  station.attach(node('first'));
  station.deliver(outputs('a'));
  station.detach();
  station.deliver(outputs('b'));
  station.deliver(outputs('c'));
  station.attach(node('second'));
  station.deliver(outputs('d'));
  assert.deepEqual(sent, ['first a', 'second b', 'second c', 'second d']);
});

test('a station that follows another takes over what that one still sends', () => {
  const [before, next] = [newStation(), newStation()];
  before.paused = true;
  before.deliver(outputs('held'));
  next.takeOver(before);
  before.deliver(outputs('late'));
  const sent: (string | undefined)[] = [];
  next.attach(([message]) => sent.push(message?._msgid));
  before.deliver(outputs('later'));
  assert.deepEqual(sent, ['held', 'late', 'later']);
  assert.equal(next.paused, true);
});

test('a notice is under the node in its language, and in English for Catch nodes and the log', () => {
  const shown: unknown[] = [];
  const failed: string[] = [];
  const published: (string | null)[] = [];
  const catalog: Record<string, Record<string, string>> = german['sroc-inspect'];
  const text = (key: string, values: Record<string, string | number> = {}): string => {
    const [group, name] = key.split('.');
    const pattern = catalog[group][name] ?? values.defaultValue;
    return pattern.replace(/__(\w+?)__/g, (_all, value) => String(values[value]));
  };
  const line = new StatusLine(
    newStation(),
    {
      text,
      show: (status) => shown.push(status.text),
      publish: ({ notice }) => published.push(notice),
      fail: (sentence) => failed.push(sentence),
      warn: () => undefined,
      reviewer: () => null,
    },
    'nut',
  );
  const status = {
    station: 'line',
    recipe: 'nut',
    phase: 'collecting',
    collected: 3,
    windowSize: 20,
  } as const;
  const remark: Remark = { kind: 'kept-out', doubt: { kind: 'black' } };
  line.recipeChanged({
    ...status,
    fit: null,
    cancellable: false,
    refitting: false,
    remark,
  });
  // A person trains a recipe that is not on the line.
  line.recipeChanged({
    ...status,
    recipe: 'bolt',
    collected: 0,
    fit: null,
    cancellable: true,
    refitting: false,
    remark: null,
  });
  assert.equal(line.summary().recipe, 'nut');
  const stopped: Remark = { kind: 'engine-stopped', how: 'signal SIGKILL' };
  line.engineDown(stopped);
  assert.deepEqual(line.summary().down, stopped);
  const said =
    'nicht ins Lernfenster aufgenommen: das Bild ist schwarz: Licht, Belichtung und Objektivdeckel prüfen';
  assert.deepEqual(shown, [
    `sammelt 3/20, ${said}`,
    'Fehler: der Prüfprozess ist stehen geblieben (signal SIGKILL)',
  ]);
  assert.deepEqual(published, [said, said]);
  assert.deepEqual(failed, [
    `line: ${inEnglish(remark)}`,
    'line: the inference process stopped (signal SIGKILL)',
  ]);
});

test('every notice and refused command is under the node in both languages, in English as the engine says it', async () => {
  const said = { ...notices, ...commandRefusals };
  for (const language of ['en-US', 'de']) {
    const path = join(nodes, 'locales', language, 'sroc-inspect.json');
    const texts: Record<string, string> = JSON.parse(await readFile(path, 'utf8'))['sroc-inspect'].remark;
    const written = Object.fromEntries(
      Object.entries(texts).map(([kind, text]) => [kind, text.replace(/__(\w+?)__/g, '{$1}')]),
    );
    if (language === 'en-US') assert.deepEqual(written, said);
    else assert.deepEqual(Object.keys(written), Object.keys(said));
  }
});

test('every text the node asks for is in both languages', async () => {
  const catalogs = await Promise.all(
    ['en-US', 'de'].map(async (language) =>
      JSON.parse(await readFile(join(nodes, 'locales', language, 'sroc-inspect.json'), 'utf8')),
    ),
  );
  const sources = await Promise.all(
    ['inspect/status-line.ts', 'sroc-inspect.ts', 'sroc-inspect.html'].map((file) =>
      readFile(join(nodes, file), 'utf8'),
    ),
  );
  const keys = sources.flatMap((source) => [
    ...[...source.matchAll(/\btext\('([\w.]+)'/g)].map(([, key]) => key),
    ...[...source.matchAll(/\bofReviewer\('(\w+)'/g)].map(([, key]) => `reviewer.${key}`),
    ...[
      ...source.matchAll(
        /sroc-inspect\.((?:label|heading|option|hint|error|status|validate|placeholder|reviewer)\.\w+)/g,
      ),
    ].map(([, key]) => key),
  ]);
  assert.ok(keys.length > 30);
  for (const catalog of catalogs) {
    for (const key of new Set(keys)) {
      const [group, name] = key.split('.');
      assert.equal(typeof catalog['sroc-inspect'][group]?.[name], 'string', key);
    }
  }
  const shape = (catalog: Record<string, Record<string, object>>) =>
    Object.entries(catalog['sroc-inspect']).flatMap(([group, texts]) =>
      Object.entries(texts).map(([name, text]) => [
        group,
        name,
        String(text)
          .match(/__\w+__/g)
          ?.toSorted() ?? [],
      ]),
    );
  assert.deepEqual(shape(catalogs[0]), shape(catalogs[1]));
});
