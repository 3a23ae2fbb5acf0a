import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  AttributeIds,
  type ClientSession,
  DataType,
  MessageSecurityMode,
  makeBrowsePath,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
} from 'node-opcua';
import { DemoOpcUaServer, demoUser } from '../../demo/opcua-server';

let folder: string;
let server: DemoOpcUaServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sroc-demo-opcua-'));
  server = await DemoOpcUaServer.start({ host: '127.0.0.1', port: 0, folder, recipe: 'flange' });
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function withSession(secure: boolean, work: (session: ClientSession) => Promise<void>): Promise<void> {
  const client = OPCUAClient.create({
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0 },
    securityMode: secure ? MessageSecurityMode.SignAndEncrypt : MessageSecurityMode.None,
    securityPolicy: secure ? SecurityPolicy.Basic256Sha256 : SecurityPolicy.None,
    serverCertificate: secure ? server.certificate : undefined,
  });
  await client.connect(`opc.tcp://127.0.0.1:${server.port}/demo`);
  try {
    const user = {
      type: UserTokenType.UserName,
      userName: demoUser.name,
      password: demoUser.password,
    } as const;
    const session = await client.createSession(secure ? user : undefined);
    await work(session);
    await session.close();
  } finally {
    await client.disconnect();
  }
}

/** Finds a variable by its browse names under Objects, as any client would. */
async function nodeIdOf(session: ClientSession, path: string) {
  const namespaces = await session.readNamespaceArray();
  const index = namespaces.indexOf('urn:sroc:demo:line2');
  const names = path.split('/').map((name) => `/${index}:${name}`);
  const found = await session.translateBrowsePath(makeBrowsePath('ObjectsFolder', names.join('')));
  const [target] = found.targets ?? [];
  assert.ok(target, `${path} is not under Objects`);
  return target.targetId;
}

test('everything that the line promises is found by browse name, without and with security', async () => {
  const camera = ['Image', 'TriggerId', 'PartId', 'Recipe', 'Trigger'];
  const plc = [
    'Pass',
    'Evaluation',
    'Score',
    'Threshold',
    'TriggerId',
    'PartId',
    'Valid',
    'Ack',
    'Busy',
    'Ready',
  ];
  const counters = ['Heartbeat', 'Accepted', 'Rejected', 'Timeouts'];
  const paths = [
    ...camera.map((name) => `Line2/Camera/${name}`),
    ...[...plc, ...counters].map((name) => `Line2/Plc/${name}`),
  ];
  for (const secure of [false, true]) {
    await withSession(secure, async (session) => {
      for (const path of paths) {
        const nodeId = await nodeIdOf(session, path);
        const value = await session.read({ nodeId, attributeId: AttributeIds.Value });
        assert.ok(value.statusCode.isGood(), path);
      }
    });
  }
});

test('the simulated PLC acknowledges a verdict and counts the part', async () => {
  await withSession(false, async (session) => {
    const plc = async (name: string) => nodeIdOf(session, `Line2/Plc/${name}`);
    const read = async (name: string) =>
      (await session.read({ nodeId: await plc(name), attributeId: AttributeIds.Value })).value.value;
    const write = async (name: string, dataType: DataType, value: unknown) => {
      const status = await session.write({
        nodeId: await plc(name),
        attributeId: AttributeIds.Value,
        value: { value: { dataType, value } },
      });
      assert.ok(status.isGood(), `${name}: ${status}`);
    };
    server.shoot({ triggerId: 17, partId: 'a part', image: Buffer.from('a picture') });
    await write('TriggerId', DataType.UInt16, 17);
    await write('Pass', DataType.Boolean, true);
    await write('Valid', DataType.Boolean, true);
    while (!(await read('Ack'))) assert.equal(await read('Valid'), true);
    assert.equal(await read('Accepted'), 1);
    await write('Valid', DataType.Boolean, false);
    while (await read('Ack')) assert.equal(await read('Valid'), false);
    assert.equal(await read('Rejected'), 0);
  });
});

test('its own counters cannot be written from outside', async () => {
  await withSession(false, async (session) => {
    const nodeId = await nodeIdOf(session, 'Line2/Plc/Accepted');
    const value = { value: { dataType: DataType.UInt32, value: 99 } };
    const status = await session.write({ nodeId, attributeId: AttributeIds.Value, value });
    assert.equal(status.name, 'BadNotWritable');
  });
});
