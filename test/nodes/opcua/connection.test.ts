import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AttributeIds } from 'node-opcua-client';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { readEndpoints } from '../../../nodes/opcua/endpoint';
import { pkiAt } from '../../../nodes/opcua/pki';
import type { ConnectionSettings } from '../../../nodes/opcua/settings';
import { TestServer } from '../../opcua-server';
import { TcpProxy } from '../../tcp-proxy';
import { Watcher } from './watcher';
import { withoutSecurity } from './without-security';

describe('OPC UA connection', { timeout: 120_000 }, () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-client-'));
    server = await TestServer.start({ users: { plc: 'secret' } });
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const settings = (more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
    ...withoutSecurity(server.url, folder),
    ...more,
  });

  const connect = (more: Partial<ConnectionSettings> = {}) => {
    const connection = new OpcUaConnection(settings(more));
    const watcher = new Watcher();
    connection.use(watcher.user);
    return { connection, watcher };
  };

  const readTime = (connection: OpcUaConnection) =>
    connection.request('Read', ({ session }) =>
      session.read({ nodeId: 'i=2258', attributeId: AttributeIds.Value }),
    );

  it('reads over an unsecured connection and closes it', async () => {
    const { connection, watcher } = connect();
    await watcher.until((seen) => seen.opened === 1);
    assert.ok((await readTime(connection)).statusCode.isGood());
    await connection.close();
    assert.equal(connection.state, 'closed');
    await assert.rejects(readTime(connection), /not connected/);
  });

  it('refuses an unknown certificate with a sentence, and connects once exactly it is trusted', async () => {
    const { connection, watcher } = connect({ securityMode: 'SignAndEncrypt' });
    await watcher.until((seen) => seen.sentences.length === 1);
    const pki = pkiAt(folder);
    const endpoints = await readEndpoints(server.url, await pki.identity(), 5000);
    assert.match(watcher.sentences[0], /is not trusted yet.*thumbprint [0-9A-F]{40}/);
    await pki.trust(server.url, endpoints[0].serverCertificate);
    await watcher.until((seen) => seen.opened === 1);
    assert.ok((await readTime(connection)).statusCode.isGood());
    await connection.close();
  });

  for (const securityPolicy of ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const) {
    for (const securityMode of ['Sign', 'SignAndEncrypt'] as const) {
      it(`logs in with a user name over ${securityMode} ${securityPolicy}`, async () => {
        const user = { kind: 'username', userName: 'plc', password: 'secret' } as const;
        const { connection, watcher } = connect({ securityMode, securityPolicy, user });
        await watcher.until((seen) => seen.opened === 1);
        assert.ok((await readTime(connection)).statusCode.isGood());
        await connection.close();
      });
    }
  }

  it('says once that the password is wrong, and goes on trying', async () => {
    const user = { kind: 'username', userName: 'plc', password: 'wrong' } as const;
    const { connection, watcher } = connect({ user });
    await watcher.until((seen) => seen.sentences.length === 1);
    assert.match(watcher.sentences[0], /refused the user name, password/);
    await connection.close();
    assert.equal(watcher.sentences.length, 1);
  });

  it('brings the session back after the cable was cut', async () => {
    const proxy = await TcpProxy.start(server.port);
    const { connection, watcher } = connect({ endpointUrl: `opc.tcp://127.0.0.1:${proxy.port}/line` });
    await watcher.until((seen) => seen.opened === 1);
    proxy.cut();
    await watcher.until((seen) => seen.opened + seen.resumed === 2);
    assert.ok((await readTime(connection)).statusCode.isGood());
    await connection.close();
    await proxy.stop();
  });

  it('makes a new session when the server falls silent and another answers later', async () => {
    const proxy = await TcpProxy.start(server.port);
    const { connection, watcher } = connect({
      endpointUrl: `opc.tcp://127.0.0.1:${proxy.port}/line`,
      watchdogMs: 100,
      requestTimeoutMs: 1500,
    });
    await watcher.until((seen) => seen.opened === 1);
    proxy.silence();
    await watcher.until((seen) => seen.states.at(-1) === 'failed');
    assert.match(watcher.sentences[0], /does not answer/);
    const began = performance.now();
    // A user whose last request is not answered either.
    connection.closeAfter(new Promise(() => {}));
    await connection.close();
    assert.ok(performance.now() - began < 1000, 'closing took longer than a second');
    await proxy.stop();
  });
});
