import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, type Variant } from 'node-opcua';
import { nodeIdOf, TestServer } from '../../opcua-server';
import { type FlowNode, startRuntime, type TestRuntime, tabWithCatch } from '../runtime';

let runtime: TestRuntime;
let server: TestServer;

before(async () => {
  [runtime, server] = await Promise.all([startRuntime(), TestServer.start()]);
  server.variable('Pass', DataType.Boolean, false);
  server.variable('Valid', DataType.Int32, 0);
});
after(async () => {
  await runtime.stop();
  await server.stop();
});

async function ask(path: string, body?: object) {
  const answer = await fetch(`${runtime.url}/sroc-opcua/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const flow = (endpoint: string): FlowNode[] => [
  ...tabWithCatch,
  {
    id: 'server',
    type: 'sroc-opcua',
    endpoint,
    securityMode: 'SignAndEncrypt',
    securityPolicy: 'Basic256Sha256',
    authentication: 'anonymous',
    requestTimeout: 5,
    maxMessage: 64,
  },
  {
    id: 'plc',
    type: 'sroc-plc-opcua',
    z: 'tab',
    server: 'server',
    mode: 'latched',
    variables: { pass: nodeIdOf('Pass'), valid: nodeIdOf('Valid') },
  },
];

test('the certificate is shown, trusted only as it was shown, and then browsed and checked over', async () => {
  await runtime.deploy(flow(server.url));
  const refused = await runtime.messages('errors').first();
  assert.match(JSON.stringify(refused.error), /is not trusted yet/);
  assert.equal((await ask('server/browse')).status, 503);

  const { body: looked } = await ask(`certificate?endpoint=${encodeURIComponent(server.url)}`);
  assert.match(looked.shown.thumbprint, /^[0-9A-F]{40}$/);
  assert.match(looked.shown.subject, /CN=/);
  assert.ok(Date.parse(looked.shown.validTo) > Date.now());
  assert.equal(looked.trusted, null);

  const other = await ask('certificate', { endpoint: server.url, sha256: '00' });
  assert.equal(other.status, 400);
  assert.match(other.body.error, /shows another certificate/);
  const trusted = await ask('certificate', { endpoint: server.url, sha256: looked.shown.sha256 });
  assert.equal(trusted.body.trusted.thumbprint, looked.shown.thumbprint);
  await runtime.statuses('plc').first((status) => status.fill === 'green');

  const { body: top } = await ask('server/browse');
  assert.ok(Array.isArray(top), JSON.stringify(top));
  const line = top.find((item: { name: string }) => item.name === 'Line');
  assert.deepEqual(line, { nodeId: nodeIdOf('Line'), name: 'Line', kind: 'object', dataType: '' });
  const { body: children } = await ask(`server/browse?node=${encodeURIComponent(line.nodeId)}`);
  assert.deepEqual(children, [
    { nodeId: nodeIdOf('Pass'), name: 'Pass', kind: 'variable', dataType: 'Boolean' },
    { nodeId: nodeIdOf('Valid'), name: 'Valid', kind: 'variable', dataType: 'Int32' },
  ]);

  const variables = { pass: nodeIdOf('Pass'), valid: nodeIdOf('Valid'), score: nodeIdOf('Pass') };
  const { body: checked } = await ask('server/check', { variables, mode: 'latched' });
  assert.deepEqual(checked.problems, [`score: ${nodeIdOf('Pass')} is Boolean; Float or Double is needed.`]);
});

test('the certificate is that of the server which a variable names', async (context) => {
  process.env.SROC_TEST_SERVER = server.url;
  context.after(() => delete process.env.SROC_TEST_SERVER);
  const endpoint = `$\{SROC_TEST_SERVER}`;
  const address = `certificate?endpoint=${encodeURIComponent(endpoint)}&id=server`;
  await runtime.deploy([]);
  assert.match((await ask(address)).body.error, /not deployed yet/);
  await runtime.deploy(flow(endpoint));
  const { body: looked } = await ask(address);
  assert.match(looked.shown.thumbprint, /^[0-9A-F]{40}$/);
  // It was trusted under the address itself.
  assert.equal(looked.trusted.sha256, looked.shown.sha256);
  const trusted = await ask('certificate', { endpoint, id: 'server', sha256: looked.shown.sha256 });
  assert.equal(trusted.body.trusted.sha256, looked.shown.sha256);
});

test('the check asks for what the settings use, and for nothing else', async () => {
  server.namespace
    .addMethod(server.root, {
      browseName: 'Deliver',
      nodeId: 's=Deliver',
      inputArguments: [
        { name: 'Id', dataType: DataType.UInt16 },
        { name: 'Good', dataType: DataType.Boolean },
      ],
    })
    .bindMethod(async (_values: Variant[], _context: ISessionContext) => ({ statusCode: StatusCodes.Good }));
  const check = async (settings: object) => (await ask('server/check', settings)).body.problems;
  const gone = nodeIdOf('Gone');
  const method = {
    output: 'method',
    objectNode: nodeIdOf('Line'),
    methodNode: nodeIdOf('Deliver'),
    methodFields: 'triggerId, pass',
    // Not in the dialog while a method is called.
    variables: { pass: gone, ack: gone },
  };
  assert.deepEqual(await check(method), []);
  assert.deepEqual(await check({ ...method, objectNode: gone }), [
    `The object ${gone} does not exist on the server (BadNodeIdUnknown).`,
  ]);
  assert.match(
    (await check({ ...method, methodFields: 'triggerId' }))[0],
    /takes 2 arguments \(Id, Good\); 1 fields/,
  );
  assert.match(
    (await check({ ...method, methodFields: 'pass, score' })).join(),
    /score: argument Good of .* is Boolean/,
  );
  assert.match((await check({ ...method, methodNode: gone }))[0], /Gone is not a method on the server/);
  assert.deepEqual(await check({ ...method, methodNode: '' }), [
    'An object and a method are needed to call.',
  ]);
  const variables = { pass: nodeIdOf('Pass'), valid: nodeIdOf('Valid'), ack: gone };
  assert.deepEqual(await check({ mode: 'latched', variables }), []);
  assert.match((await check({ mode: 'acknowledged', variables }))[0], /^ack: .*Gone does not exist/);
});

test('a connection that no node can use yet is made for who browses', async () => {
  const fresh = (node: FlowNode): FlowNode =>
    node.id === 'server' ? { ...node, id: 'fresh' } : { ...node, server: 'fresh', variables: {} };
  await runtime.deploy(flow(server.url).map((node) => (/opcua/.test(node.type) ? fresh(node) : node)));
  const { status, body } = await ask('fresh/browse');
  assert.equal(status, 200, JSON.stringify(body));
  assert.ok(body.some((item: { name: string }) => item.name === 'Line'));
});

test('why a server cannot be browsed is a sentence', async () => {
  await runtime.deploy(flow('opc.tcp://127.0.0.1:1').slice(0, -1));
  const { status, body } = await ask('server/browse');
  assert.equal(status, 503);
  assert.match(body.error, /Nothing listens at opc\.tcp:\/\/127\.0\.0\.1:1/);
});

test('an address that is none, a server that is not there and a node that is not deployed are sentences', async () => {
  const wrong = await ask('certificate?endpoint=http://example');
  assert.deepEqual(wrong, {
    status: 400,
    body: { error: 'An endpoint looks like opc.tcp://host:4840/path.' },
  });
  const absent = await ask(`certificate?endpoint=${encodeURIComponent('opc.tcp://127.0.0.1:1')}`);
  assert.match(absent.body.error, /Nothing listens at opc\.tcp:\/\/127\.0\.0\.1:1/);
  assert.match((await ask('unknown/browse')).body.error, /deploy first/);
});
