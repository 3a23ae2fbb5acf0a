import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { after, test } from 'node:test';
import { LiveClient } from '../../../nodes/reviewer/live-client';

const who = { user: 'guest', authentication: true };
const MINUTE = 60_000;

const server = createServer();
after(() => server.close());

/** A page that listens, and its client on the server's side. */
async function listening(since: number) {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const asked = new Promise<ServerResponse>((resolve) =>
    server.once('request', (_request, response) => resolve(response)),
  );
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  const answer = fetch(`http://127.0.0.1:${address.port}/`);
  return { client: new LiveClient(await asked, who, since), page: await answer };
}

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
