import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import type { TestRuntime } from '../runtime';
import { startWithLogin } from './client';

let runtime: TestRuntime;
before(async () => {
  runtime = await startWithLogin();
});
after(() => runtime.stop());

/** As it stands: fetch() would tidy a path up. */
function status(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(runtime.url);
    get({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
}

test('the address without its slash leads to the page', async () => {
  const response = await fetch(`${runtime.url}/inspection`, { redirect: 'manual' });
  assert.deepEqual([response.status, response.headers.get('location')], [302, 'inspection/']);
});

test('nothing beside the page can be read, whatever the path', async () => {
  for (const path of [
    'package.json',
    '../register.js',
    '..%2fregister.js',
    '%2e%2e%2fregister.js',
    '..%5cregister.js',
    '%2fetc%2fpasswd',
    '....//register.js',
    'index.html%00.js',
    'constructor',
    '__proto__',
  ])
    assert.equal(await status(`/inspection/${path}`), 404, path);
});

test('every answer below the page forbids what the page does not need', async () => {
  const { headers } = await fetch(`${runtime.url}/inspection/none.js`);
  const policy = headers.get('content-security-policy') ?? '';
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ])
    assert.ok(policy.includes(rule), policy);
  assert.ok(!policy.includes('unsafe'), policy);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
});
