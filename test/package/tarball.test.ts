import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { packInto, root, type Tarball } from './pack';

let folder: string;
let tarball: Tarball;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sroc-pack-'));
  tarball = await packInto(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const nodeTypes = async (): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))['node-red'].nodes;

test('every node type is there with its editor half, and help and texts in every language', async () => {
  const languages = await readdir(join(root, 'nodes', 'locales'));
  assert.ok(languages.includes('en-US') && languages.includes('de'), String(languages));
  for (const [type, script] of Object.entries(await nodeTypes())) {
    const wanted = [script, script.replace(/js$/, 'html')];
    for (const language of languages) {
      wanted.push(
        `dist/nodes/locales/${language}/${type}.json`,
        `dist/nodes/locales/${language}/${type}.html`,
      );
    }
    for (const file of wanted) assert.ok(tarball.files.includes(file), `${file} is missing`);
  }
});

test('icons, examples, models, the reviewer and licences are there', () => {
  const wanted = [
    /^dist\/nodes\/icons\/.+\.svg$/,
    /^examples\/.+\.json$/,
    /^models\/build\/resnet50\.onnx$/,
    /^models\/build\/mobilenet-v1\.onnx$/,
    /^models\/build\/LICENSES\.md$/,
    /^dist\/nodes\/reviewer\/app\/(index\.html|app\.js|app\.css|LICENSES\.txt)$/,
    /^dist\/sbom\.json$/,
    /^LICENSE$/,
    /^README\.md$/,
    /^CHANGELOG\.md$/,
    /^docs\/operator-guide\.md$/,
    /^docs\/images\/reviewer-health\.jpg$/,
  ];
  for (const pattern of wanted) {
    assert.ok(
      tarball.files.some((file) => pattern.test(file)),
      `nothing like ${pattern}`,
    );
  }
});

test('no sources, tests, tools or data are published', () => {
  const published = [
    /^dist\/sbom\.json$/,
    /^dist\/(nodes|models)\/[\w/-]+\.js$/,
    /^dist\/nodes\/sroc-[\w-]+\.html$/,
    /^dist\/nodes\/locales\/[\w-]+\/sroc-[\w-]+\.(json|html)$/,
    /^dist\/nodes\/icons\/[\w-]+\.svg$/,
    /^dist\/nodes\/reviewer\/app\/(index\.html|app\.(js|css)|icon\.svg|LICENSES\.txt)$/,
    /^examples\/[\w-]+\.json$/,
    /^models\/build\/([\w-]+\.onnx|manifest\.json|LICENSES\.md)$/,
    /^docs\/[\w/-]+\.(md|jpg|png|svg)$/,
    /^(package\.json|LICENSE|README\.md|CHANGELOG\.md)$/,
  ];
  const strays = tarball.files.filter((file) => !published.some((pattern) => pattern.test(file)));
  assert.deepEqual(strays, []);
});

test('the tarball stays within what a plant downloads', (t) => {
  const megabytes = tarball.size / 1e6;
  t.diagnostic(`tarball: ${megabytes.toFixed(1)} MB in ${tarball.files.length} files`);
  assert.ok(megabytes < 60, `${megabytes} MB`);
});
