import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DataType, StatusCodes, type UAVariable, Variant } from 'node-opcua';
import { becomes, currentValue, nodeIdOf, TestServer } from '../../opcua-server';
import { type FlowNode, type Message, startRuntime, type TestRuntime, tabWithCatch } from '../runtime';
import { stationStatus } from '../verdicts';
import { connectionTo } from './opcua-flow';
import { verdictMessage } from './verdicts';

let runtime: TestRuntime;
let server: TestServer;

before(async () => {
  [runtime, server] = await Promise.all([startRuntime(), TestServer.start({ namespacesBefore: 2 })]);
});
after(async () => {
  await runtime.stop();
  await server.stop();
});

describe('sroc-plc-opcua', { timeout: 60_000 }, () => {
  const fields = {
    pass: DataType.Boolean,
    evaluation: DataType.Byte,
    score: DataType.Float,
    reason: DataType.String,
    triggerId: DataType.UInt16,
    partId: DataType.String,
    decidedAt: DataType.DateTime,
    busy: DataType.Boolean,
    ready: DataType.Boolean,
    heartbeat: DataType.UInt16,
    valid: DataType.Boolean,
    ack: DataType.Boolean,
  };
  const plc = new Map<string, UAVariable>();
  const variable = (name: string) => {
    const found = plc.get(name);
    assert.ok(found, name);
    return found;
  };
  const node = (more: Record<string, unknown>): FlowNode => ({
    id: 'plc',
    type: 'sroc-plc-opcua',
    z: 'tab',
    server: 'server',
    variables: Object.fromEntries(Object.keys(fields).map((field) => [field, nodeIdOf(`plc-${field}`)])),
    deadline: 5000,
    ackTimeout: 500,
    heartbeat: 50,
    wires: [['delivered']],
    ...more,
  });
  const sink: FlowNode = { id: 'delivered', type: 'test-sink', z: 'tab' };

  before(() => {
    for (const [field, type] of Object.entries(fields)) plc.set(field, server.variable(`plc-${field}`, type));
    variable('ack').setValueFromSource({ dataType: DataType.Boolean, value: false });
  });

  it('writes every field in the type of its variable and waits for the acknowledgement', async () => {
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'acknowledged', validKind: 'toggle' }),
      sink,
    ]);
    await becomes(variable('ready'), true);
    runtime.inject('plc', verdictMessage(41, { score: 1.5, pass: false, evaluation: 2, reason: 'scratch' }));
    runtime.inject('plc', verdictMessage(42));
    await becomes(variable('valid'), true);
    const seen = Object.fromEntries(
      Object.keys(fields).map((field) => [field, currentValue(variable(field))]),
    );
    assert.deepEqual(
      { ...seen, heartbeat: 0, decidedAt: (seen.decidedAt as Date).toISOString() },
      {
        pass: false,
        evaluation: 2,
        score: 1.5,
        reason: 'scratch',
        triggerId: 41,
        partId: 'part-41',
        decidedAt: '2026-01-02T03:04:05.100Z',
        busy: true,
        ready: true,
        heartbeat: 0,
        valid: true,
        ack: false,
      },
    );
    assert.equal(runtime.messages('delivered').all.length, 0);
    const acknowledge = async () => {
      await becomes(variable('valid'), true);
      variable('ack').setValueFromSource({ dataType: DataType.Boolean, value: true });
      await becomes(variable('valid'), false);
      variable('ack').setValueFromSource({ dataType: DataType.Boolean, value: false });
    };
    await acknowledge();
    await becomes(variable('triggerId'), 42);
    await acknowledge();
    const delivered = await runtime.messages('delivered').count(2);
    assert.deepEqual(
      delivered.map((message) => (message.payload as { triggerId: number }).triggerId),
      [41, 42],
    );
    await becomes(variable('busy'), false);
  });

  it('takes verdicts that wait along through a redeploy', async () => {
    const flow = [
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'acknowledged', ackTimeout: 60_000 }),
      sink,
    ];
    await runtime.deploy(flow);
    await becomes(variable('ready'), true);
    const seen = runtime.messages('delivered').all.length;
    for (const id of [51, 52, 53]) runtime.inject('plc', verdictMessage(id));
    await becomes(variable('triggerId'), 51);
    await runtime.deploy(flow);
    // A PLC that acknowledges whatever it is shown: what was in front of it before the redeploy is shown once more.
    const set = (value: boolean) => variable('ack').setValueFromSource({ dataType: DataType.Boolean, value });
    const follow = () => set(currentValue(variable('valid')) === true);
    variable('valid').on('value_changed', follow);
    follow();
    const delivered = (await runtime.messages('delivered').count(seen + 3)).slice(seen);
    assert.deepEqual(
      delivered.map((message) => (message.payload as { triggerId: number }).triggerId),
      [51, 52, 53],
    );
    variable('valid').removeListener('value_changed', follow);
    await becomes(variable('valid'), false);
    set(false);
  });

  it('toggles valid in latched mode and writes a late verdict as a reject with its reason', async () => {
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'latched', validKind: 'toggle', deadline: 200, hold: 0 }),
      sink,
    ]);
    await becomes(variable('ready'), true);
    const before = currentValue(variable('valid'));
    runtime.inject('plc', verdictMessage(7));
    await becomes(variable('valid'), !before);
    assert.equal(currentValue(variable('pass')), true);
    runtime.inject('plc', verdictMessage(8, {}, Date.now() - 1000));
    await becomes(variable('valid'), before);
    assert.equal(currentValue(variable('triggerId')), 8);
    assert.equal(currentValue(variable('pass')), false);
    assert.equal(currentValue(variable('evaluation')), 3);
    assert.match(currentValue(variable('reason')), /^Late: \d+ ms after its frame, 200 ms are allowed/);
  });

  it('refuses a wrong type at deploy with a sentence, and every verdict with an error', async () => {
    server.variable('plc-wrong', DataType.Int32, 0);
    const variables = {
      pass: nodeIdOf('plc-wrong'),
      reason: nodeIdOf('plc-wrong'),
      valid: nodeIdOf('plc-gone'),
    };
    await runtime.deploy([...tabWithCatch, connectionTo(server), node({ mode: 'latched', variables }), sink]);
    const errors = runtime.messages('errors');
    const about = (pattern: RegExp) => errors.first((message) => pattern.test(JSON.stringify(message.error)));
    await about(/reason: .*plc-wrong is Int32; String or LocalizedText is needed/);
    await about(/valid: .*plc-gone does not exist on the server/);
    await runtime
      .statuses('plc')
      .first(({ text }) => /^pass: .*plc-wrong is Int32|^reason: /.test(text ?? ''));
    runtime.inject('plc', verdictMessage(9));
    await about(/Verdict 9 did not reach the PLC: reason/);
  });

  it('goes on with verdicts when the server refuses a bit that it said was writable, and tells once', async () => {
    let allowed = false;
    const get = () => new Variant({ dataType: DataType.Boolean, value: false });
    const set = () => (allowed ? StatusCodes.Good : StatusCodes.BadUserAccessDenied);
    server.variable('plc-guarded', DataType.Boolean).bindVariable({ get, set }, true);
    const variables = {
      pass: nodeIdOf('plc-pass'),
      valid: nodeIdOf('plc-valid'),
      ready: nodeIdOf('plc-guarded'),
    };
    const errors = runtime.messages('errors');
    const known = errors.all.length;
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'latched', variables, heartbeat: 20, hold: 0 }),
      sink,
    ]);
    const about = ({ error }: Message) => JSON.stringify(error).includes('refused ready');
    const first = await errors.first((message) => errors.all.indexOf(message) >= known && about(message));
    assert.match(JSON.stringify(first.error), /plc-guarded\): BadUserAccessDenied\. Allow this user/);
    const statuses = runtime.statuses('plc');
    await statuses.first(
      ({ fill, text }) => fill === 'yellow' && /^not all is written: .*ready/.test(text ?? ''),
    );
    const seen = runtime.messages('delivered').all.length;
    for (const id of [61, 62]) runtime.inject('plc', verdictMessage(id));
    await runtime.messages('delivered').count(seen + 2);
    assert.equal(errors.all.slice(known).filter(about).length, 1);
    allowed = true;
    const before = statuses.all.length;
    await statuses.first((status) => statuses.all.indexOf(status) >= before && status.fill === 'green');
  });

  it('tries a refused bit again when nothing else gives it a reason to', async () => {
    let allowed = false;
    const get = () => new Variant({ dataType: DataType.Boolean, value: false });
    const set = () => (allowed ? StatusCodes.Good : StatusCodes.BadNoCommunication);
    server.variable('plc-away', DataType.Boolean).bindVariable({ get, set }, true);
    const variables = {
      pass: nodeIdOf('plc-pass'),
      valid: nodeIdOf('plc-valid'),
      ready: nodeIdOf('plc-away'),
    };
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'latched', variables, heartbeat: 0 }),
      sink,
    ]);
    const statuses = runtime.statuses('plc');
    await statuses.first(({ fill, text }) => fill === 'yellow' && /BadNoCommunication/.test(text ?? ''));
    allowed = true;
    const before = statuses.all.length;
    await statuses.first(
      (status) => statuses.all.indexOf(status) >= before && status.fill === 'green',
      15_000,
    );
  });

  it('takes ready back when the connection is closed with it, as when Node-RED stops', async () => {
    await runtime.deploy([...tabWithCatch, connectionTo(server), node({ mode: 'latched' }), sink]);
    await becomes(variable('ready'), true);
    await runtime.deploy([...tabWithCatch, sink]);
    assert.equal(currentValue(variable('ready')), false);
  });

  it('is not ready after a redeploy when the station was paused before it', async () => {
    const flow = (name: string) => [
      ...tabWithCatch,
      connectionTo(server),
      node({ mode: 'latched', name }),
      sink,
    ];
    await runtime.deploy(flow('first'));
    await becomes(variable('ready'), true);
    runtime.inject('plc', { topic: 'status', payload: { ...stationStatus('paused'), state: 'paused' } });
    await becomes(variable('ready'), false);
    const seen: boolean[] = [];
    const watch = () => seen.push(currentValue(variable('ready')));
    variable('ready').on('value_changed', watch);
    await runtime.deploy(flow('second'), 'nodes');
    const { all } = runtime.messages('delivered');
    runtime.inject('plc', verdictMessage(71));
    await runtime.messages('delivered').count(all.length + 1);
    assert.ok(!seen.includes(true));
    runtime.inject('plc', { topic: 'status', payload: stationStatus('inspecting') });
    await becomes(variable('ready'), true);
    variable('ready').removeListener('value_changed', watch);
  });

  it('ends every verdict with an error when the settings of its connection are incomplete', async () => {
    await runtime.deploy([
      ...tabWithCatch,
      connectionTo(server, { authentication: 'certificate' }),
      node({ mode: 'latched' }),
      sink,
    ]);
    runtime.inject('plc', verdictMessage(11));
    await runtime
      .messages('errors')
      .first((message) => JSON.stringify(message.error).includes('connection incomplete'));
  });
});
