import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { root } from './pack';

interface Verdict {
  skipped?: string;
  found: string[];
  outdated: string[];
}

const scripts = join(root, 'scripts');
const lock = async () => JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));

test('no severe weakness is known of what is installed with the package, or it was looked into', async (context) => {
  const { audit }: { audit: () => Promise<Verdict> } = await import(join(scripts, 'audit.mjs'));
  const { skipped, found } = await audit();
  if (skipped) context.skip(skipped);
  assert.deepEqual(found, []);
});

test('the audit tells severe weaknesses that nobody looked into, and skips when there is no answer', async () => {
  const { judge }: { judge: (report: unknown, accepted: object[]) => Verdict } = await import(
    join(scripts, 'audit.mjs')
  );
  const cause = (id: string, severity: string) => ({
    title: 'Something',
    severity,
    url: `https://github.com/advisories/${id}`,
  });
  const report = {
    vulnerabilities: {
      a: { name: 'a', via: [cause('GHSA-1', 'high'), cause('GHSA-2', 'moderate')] },
      b: { name: 'b', via: ['a', cause('GHSA-3', 'critical')] },
    },
  };
  const accepted = [
    { advisory: 'GHSA-3', package: 'b', reason: 'never called' },
    { advisory: 'GHSA-4', package: 'c', reason: 'gone' },
  ];
  const { found, outdated, skipped } = judge(report, accepted);
  assert.deepEqual(found, ['a: Something (high, https://github.com/advisories/GHSA-1)']);
  assert.deepEqual([outdated, skipped], [['GHSA-4'], undefined]);
  assert.match(judge({ message: '405 Method Not Allowed' }, []).skipped ?? '', /did not answer \(405/);
  assert.match(judge(null, []).skipped ?? '', /did not answer/);
  const listed: Record<string, unknown>[] = JSON.parse(
    await readFile(join(scripts, 'audit-accepted.json'), 'utf8'),
  );
  for (const { advisory, package: name, reason } of listed) {
    for (const text of [advisory, name, reason]) assert.ok(typeof text === 'string' && text !== '');
  }
});

test('npm asks the registry of every package that is installed with this one, and hears what nobody looked into', async () => {
  const asked: string[] = [];
  // What a registry answers to `npm audit`; it knows no packages, so there is no mend either.
  const registry = createServer(async (request, response) => {
    const body = await buffer(request);
    if (!request.url?.endsWith('/security/advisories/bulk')) return response.writeHead(404).end('{}');
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    asked.push(...Object.keys(JSON.parse(text.toString())));
    const of = (id: string, severity: string) => ({
      id,
      url: `https://github.com/advisories/${id}`,
      title: 'Something',
      severity,
      vulnerable_versions: '>=0',
      cwe: [],
      cvss: { score: 0, vectorString: null },
    });
    const known = { minimist: [of('GHSA-high', 'high')], ws: [of('GHSA-low', 'low')] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
  }).listen(0, '127.0.0.1');
  try {
    await once(registry, 'listening');
    const { audit }: { audit: (more: string[]) => Promise<Verdict> } = await import(
      join(scripts, 'audit.mjs')
    );
    const { port } = registry.address() as AddressInfo;
    const heard = await audit([`--registry=http://127.0.0.1:${port}/`]);
    assert.equal(heard.skipped, undefined);
    assert.deepEqual(heard.found, ['minimist: Something (high, https://github.com/advisories/GHSA-high)']);
    for (const name of ['mqtt', 'node-opcua-client', 'onnxruntime-node', 'sharp'])
      assert.ok(asked.includes(name), name);
    for (const name of ['node-red', 'typescript']) assert.ok(!asked.includes(name), name);
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
});

test('every package in the lock file is pinned by its hash, or comes inside of one that is', async () => {
  const { packages }: { packages: Record<string, { integrity?: string; inBundle?: boolean }> } = await lock();
  const loose = Object.entries(packages)
    .filter(
      ([path, { integrity, inBundle }]) => path !== '' && !inBundle && !/^sha512-/.test(integrity ?? ''),
    )
    .map(([path]) => path);
  assert.deepEqual(loose, []);
});

test('the bill of materials names every package that may be installed, and none of development', async () => {
  const { billOfMaterials } = await import(join(scripts, 'sbom.mjs'));
  const bill = await billOfMaterials();
  assert.equal(bill.bomFormat, 'CycloneDX');
  assert.equal(bill.metadata.component.name, '@sroc/node-red-inspection');
  const { packages }: { packages: Record<string, { version: string; dev?: boolean; name?: string }> } =
    await lock();
  const nameOf = (path: string) => packages[path].name ?? path.slice(path.lastIndexOf('node_modules/') + 13);
  const wanted = Object.keys(packages)
    .filter((path) => path !== '' && !packages[path].dev)
    .map((path) => `${nameOf(path)}@${packages[path].version}`);
  const listed: string[] = bill.components.map(
    (one: { name: string; version: string }) => `${one.name}@${one.version}`,
  );
  assert.deepEqual([...new Set(listed)].sort(), [...new Set(wanted)].sort());
  for (const name of ['mqtt', 'node-opcua-client', 'onnxruntime-node', 'sharp'])
    assert.ok(listed.some((one) => one.startsWith(`${name}@`)));
});
