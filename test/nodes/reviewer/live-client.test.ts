import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { LiveClient } from '../../../nodes/reviewer/live-client';

const who = { user: 'guest', authentication: true };
const MINUTE = 60_000;

const server = createServer();
after(() => server.close());

/** Where to ask, and the server's side of the next page that does. */
async function open() {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const asked = new Promise<ServerResponse>((resolve) =>
    server.once('request', (_request, response) => resolve(response)),
  );
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  return { asked, port: address.port };
}

/** A page that listens, and its client on the server's side. */
async function listening(since: number) {
  const { asked, port } = await open();
  const answer = fetch(`http://127.0.0.1:${port}/`);
  return { client: new LiveClient(await asked, who, since), page: await answer };
}

/** A page that takes nothing, such as that of a tablet that fell asleep. */
async function stalled() {
  const { asked, port } = await open();
  const page = connect(port, '127.0.0.1').pause();
  page.write('GET / HTTP/1.1\r\nHost: line\r\n\r\n');
  const response = await asked;
  return { client: new LiveClient(response, who, 0), response };
}

const change = { type: 'changed', station: 'a', recipe: 'b'.repeat(100_000), what: 'window' } as const;

test('a page hears what is new, and the overview only when it has changed', async () => {
  const { client, page } = await listening(0);
  client.update([], [{ type: 'changed', station: 'a', recipe: 'b', what: 'rejects' }], 1);
  client.update([], [], 2);
  client.beat();
  client.update([], [], 20 * MINUTE);
  const text = await page.text();
  assert.equal(page.headers.get('content-type'), 'text/event-stream');
  assert.deepEqual(
    text
      .split('\n\n')
      .map((event) => event.split('\n')[0])
      .filter(Boolean),
    ['event: changed', 'event: overview', ':'],
  );
});

test('after ten minutes a page has to ask anew, so that nobody hears on after the login has ended', async () => {
  const { client, page } = await listening(5 * MINUTE);
  client.update([], [], 14 * MINUTE);
  client.update([], [{ type: 'changed', station: 'a', recipe: 'b', what: 'window' }], 16 * MINUTE);
  assert.doesNotMatch(await page.text(), /event: changed/);
});

test('a page that takes nothing is cut off when it has to ask anew, and nothing is written to it any more', async () => {
  const { client, response } = await stalled();
  while (!response.writableNeedDrain) client.update([], [change], 1);
  const closed = once(response, 'close');
  client.update([], [], 11 * MINUTE);
  client.beat();
  await closed;
});

test('a page that takes nothing after its stream was ended is cut off too', async () => {
  const { client, response } = await stalled();
  while (!response.writableNeedDrain) client.update([], [change], 1);
  response.end();
  client.beat();
  const closed = once(response, 'close');
  client.update([], [], 2 * MINUTE);
  client.update([], [], 4 * MINUTE);
  await closed;
});
