import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DataType } from 'node-opcua';
import { AttributeIds, crypto_utils } from 'node-opcua-client';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { toNodeId } from '../../../nodes/opcua/node-id';
import { pkiAt } from '../../../nodes/opcua/pki';
import type { ConnectionSettings } from '../../../nodes/opcua/settings';
import { currentValue, nodeIdOf, TestServer } from '../../opcua-server';
import { Watcher } from './watcher';
import { withoutSecurity } from './without-security';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

describe('OPC UA outages', { timeout: 120_000 }, () => {
  let folder: string;
  let port: number;
  const pki = () => join(folder, 'server');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-outages-'));
    port = await freePort();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const connect = (more: Partial<ConnectionSettings> = {}) => {
    const connection = new OpcUaConnection({
      ...withoutSecurity(`opc.tcp://127.0.0.1:${port}/line`, join(folder, 'client')),
      graceMs: 1500,
      ...more,
    });
    const watcher = new Watcher();
    connection.use(watcher.user);
    return { connection, watcher };
  };

  const write = (connection: OpcUaConnection, name: string, value: number) =>
    connection.request('Write', async ({ session, namespaces }) => {
      const status = await session.write({
        nodeId: toNodeId(nodeIdOf(name), namespaces),
        attributeId: AttributeIds.Value,
        value: { value: { dataType: DataType.Int32, value } },
      });
      assert.ok(status.isGood(), status.toString());
    });

  it('waits for a server that comes up later, and finds its variable after a restart moved the namespaces', async () => {
    const { connection, watcher } = connect();
    await watcher.until((seen) => seen.sentences.length === 1);
    assert.match(watcher.sentences[0], /Nothing listens at opc\.tcp/);
    const first = await TestServer.start({ port, pki: pki() });
    const before = first.variable('wanted', DataType.Int32, 0);
    await watcher.until((seen) => seen.opened === 1);
    await write(connection, 'wanted', 11);
    assert.equal(currentValue(before), 11);
    await first.stop();
    await watcher.until((seen) => seen.states.at(-1) !== 'connected');

    const second = await TestServer.start({ port, pki: pki(), namespacesBefore: 3 });
    const moved = second.variable('wanted', DataType.Int32, 0);
    assert.notEqual(moved.nodeId.namespace, before.nodeId.namespace);
    await watcher.until((seen) => seen.opened === 2);
    await write(connection, 'wanted', 12);
    assert.equal(currentValue(moved), 12);
    assert.equal(watcher.sentences.length, new Set(watcher.sentences).size, 'each outage is told once');
    await connection.close();
    await second.stop();
  });

  it('makes a new session when the server has ended the old one', async () => {
    const server = await TestServer.start({ port, pki: pki() });
    const left = server.variable('left', DataType.Int32, 0);
    const { connection, watcher } = connect({ watchdogMs: 100 });
    await watcher.until((seen) => seen.opened === 1);
    const token = await connection.request('Token', async ({ session }) => session.authenticationToken);
    assert.ok(token);
    server.server.engine.closeSession(token, true, 'Timeout');
    await watcher.until((seen) => seen.opened + seen.resumed === 2);
    await write(connection, 'left', 5);
    assert.equal(currentValue(left), 5);
    await connection.close();
    await server.stop();
  });

  it('logs in with an X.509 certificate', async () => {
    const keys = await crypto_utils.generateKeyPair(2048);
    const { cert } = await crypto_utils.createSelfSignedCertificate({
      privateKey: keys.privateKey,
      subject: 'CN=operator',
      validity: 10,
      purpose: crypto_utils.CertificatePurpose.ForUserAuthentication,
    });
    const { privPem } = await crypto_utils.privateKeyToPEM(keys.privateKey);
    const server = await TestServer.start({ port, pki: pki(), anonymous: false });
    await pkiAt(join(folder, 'client')).trust(server.url, server.server.getCertificate());
    const { connection, watcher } = connect({
      securityMode: 'SignAndEncrypt',
      user: { kind: 'certificate', certificate: cert, key: privPem },
    });
    await watcher.until((seen) => seen.opened === 1);
    await connection.close();
    await server.stop();
  });

  it('refuses a certificate that has changed since it was trusted, with a sentence', async () => {
    const server = await TestServer.start({ port });
    const { connection, watcher } = connect({ securityMode: 'Sign' });
    await watcher.until((seen) => seen.sentences.length === 1);
    assert.match(watcher.sentences[0], /certificate of .* has changed: .*trusted was [0-9A-F]{40}/);
    assert.equal(watcher.opened, 0);
    await connection.close();
    await server.stop();
  });
});
