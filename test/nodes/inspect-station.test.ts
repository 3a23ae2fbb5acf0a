import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { InferenceHost } from '../../models/host/client';
import type { InspectDef } from '../../nodes/inspect/options';
import { stationOptions } from '../../nodes/inspect/options';
import { Station } from '../../nodes/inspect/station';

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
