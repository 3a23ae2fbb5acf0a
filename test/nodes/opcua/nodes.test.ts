import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DataType, type ISessionContext, StatusCodes, type UAVariable, Variant } from 'node-opcua';
import { defer } from '../../../nodes/opcua/deferred';
import { currentValue, nodeIdOf, TestServer } from '../../opcua-server';
import { type FlowNode, type Message, startRuntime, type TestRuntime, tabWithCatch } from '../runtime';
import { stationStatus } from '../verdicts';
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

const connection = (more: Record<string, unknown> = {}): FlowNode => ({
  id: 'server',
  type: 'sroc-opcua',
  endpoint: server.url,
  securityMode: 'None',
  securityPolicy: 'Basic256Sha256',
  authentication: 'anonymous',
  requestTimeout: 5,
  maxMessage: 64,
  ...more,
});

/** Waits until a variable takes a value. */
async function becomes(variable: UAVariable, wanted: Variant['value']): Promise<void> {
  while (currentValue(variable) !== wanted)
    await new Promise<void>((resolve) => variable.once('value_changed', () => resolve()));
}

const connected = (id: string) =>
  runtime.statuses(id).first((status) => status.shape === 'dot' && status.fill === 'green');

describe('sroc-camera-opcua', { timeout: 60_000 }, () => {
  it('sends one frame for every value of a subscribed image, with the identity written before it', async () => {
    const image = server.variable('Image', DataType.ByteString, Buffer.from('old picture'));
    const triggerId = server.variable('TriggerId', DataType.UInt16, 1);
    const partId = server.variable('PartId', DataType.String, 'none');
    await runtime.deploy([
      ...tabWithCatch,
      connection(),
      {
        id: 'camera',
        type: 'sroc-camera-opcua',
        z: 'tab',
        server: 'server',
        way: 'subscribe',
        imageNode: nodeIdOf('Image'),
        triggerIdNode: nodeIdOf('TriggerId'),
        partIdNode: nodeIdOf('PartId'),
        recipe: 'cup',
        queueSize: 10,
        wires: [['frames']],
      },
      { id: 'frames', type: 'test-sink', z: 'tab' },
    ]);
    await connected('camera');
    const at = new Date('2026-01-02T03:04:05.678Z').getTime();
    for (let shot = 0; shot < 8; shot += 1) {
      const time = new Date(at + shot * 10);
      triggerId.setValueFromSource({ dataType: DataType.UInt16, value: 100 + shot }, undefined, time);
      partId.setValueFromSource({ dataType: DataType.String, value: `part ${shot}` }, undefined, time);
      image.setValueFromSource(
        { dataType: DataType.ByteString, value: Buffer.from(`picture ${shot}`) },
        undefined,
        time,
      );
    }
    const frames = await runtime.messages('frames').count(8);
    for (const [shot, message] of frames.entries()) {
      assert.equal(String(message.payload), `picture ${shot}`);
      const { receivedAt, ...frame } = message.frame as Record<string, unknown>;
      assert.deepEqual(frame, {
        triggerId: 100 + shot,
        partId: `part ${shot}`,
        recipe: 'cup',
        source: nodeIdOf('Image'),
        capturedAt: new Date(at + shot * 10).toISOString(),
      });
      assert.ok(Math.abs(Number(receivedAt) - Date.now()) < 30_000);
    }
  });
});

describe('a camera that is deployed anew', { timeout: 60_000 }, () => {
  it('answers every trigger once, those too that come while it is away', async () => {
    const image = server.variable('CountedImage', DataType.ByteString, Buffer.from('none'));
    const trigger = server.variable('Counted', DataType.UInt16, 7);
    const flow = (name: string): FlowNode[] => [
      ...tabWithCatch,
      connection(),
      {
        id: 'counting',
        type: 'sroc-camera-opcua',
        z: 'tab',
        name,
        server: 'server',
        way: 'trigger',
        imageNode: nodeIdOf('CountedImage'),
        triggerNode: nodeIdOf('Counted'),
        triggerKind: 'counter',
        wires: [['counted']],
      },
      { id: 'counted', type: 'test-sink', z: 'tab' },
    ];
    await runtime.deploy(flow('first'));
    await connected('counting');
    let count = 7;
    const shoot = () => {
      count += 1;
      image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from(`picture ${count}`) });
      trigger.setValueFromSource({ dataType: DataType.UInt16, value: count });
    };
    const shooting = setInterval(shoot, 20);
    const { all } = runtime.messages('counted');
    for (const [index, type] of (['nodes', 'flows', 'full', 'nodes'] as const).entries()) {
      await runtime.messages('counted').count(all.length + 5);
      await runtime.deploy(flow(`deploy ${index}`), type);
    }
    await runtime.messages('counted').count(all.length + 5);
    clearInterval(shooting);
    const frames = await runtime.messages('counted').count(count - 7);
    const seen = frames.map((message) => message.frame as Record<string, unknown>);
    assert.deepEqual(
      seen.map(({ triggerId }) => triggerId),
      Array.from({ length: count - 7 }, (_, index) => index + 8),
    );
    for (const [index, { triggerId, fault }] of seen.entries())
      if (!fault) assert.equal(String(frames[index].payload), `picture ${triggerId}`);
  });
});

describe('a picture that was asked for', { timeout: 60_000 }, () => {
  it('arrives though the camera node was deployed anew before it came', async () => {
    const asked = defer<void>();
    const exposed = defer<void>();
    server.namespace
      .addMethod(server.root, {
        browseName: 'Expose',
        nodeId: 's=Expose',
        inputArguments: [],
        outputArguments: [{ name: 'Picture', dataType: DataType.ByteString }],
      })
      .bindMethod(async (_values: Variant[], _context: ISessionContext) => {
        asked.resolve();
        await exposed.promise;
        const picture = new Variant({ dataType: DataType.ByteString, value: Buffer.from('part 7') });
        return { statusCode: StatusCodes.Good, outputArguments: [picture] };
      });
    const flow = (name: string): FlowNode[] => [
      ...tabWithCatch,
      connection(),
      {
        id: 'exposing',
        type: 'sroc-camera-opcua',
        z: 'tab',
        name,
        server: 'server',
        way: 'method',
        objectNode: nodeIdOf('Line'),
        methodNode: nodeIdOf('Expose'),
        wires: [['exposed']],
      },
      { id: 'exposed', type: 'test-sink', z: 'tab' },
    ];
    await runtime.deploy(flow('first'));
    await connected('exposing');
    runtime.inject('exposing', { triggerId: 7 });
    await asked.promise;
    await runtime.deploy(flow('second'), 'nodes');
    exposed.resolve();
    const frame = await runtime.messages('exposed').first();
    assert.equal(String(frame.payload), 'part 7');
    assert.equal((frame.frame as Record<string, unknown>).triggerId, 7);
  });
});

describe('a camera that cannot be asked', { timeout: 60_000 }, () => {
  it('still gives whoever asked a frame under its own id, and an error', async () => {
    await runtime.deploy([
      ...tabWithCatch,
      connection({ authentication: 'certificate' }),
      {
        id: 'camera',
        type: 'sroc-camera-opcua',
        z: 'tab',
        server: 'server',
        way: 'method',
        objectNode: nodeIdOf('Gone'),
        methodNode: nodeIdOf('GoneToo'),
        recipe: '',
        wires: [['frames']],
      },
      { id: 'frames', type: 'test-sink', z: 'tab' },
    ]);
    const seen = runtime.messages('frames').all.length;
    runtime.inject('camera', { triggerId: 77 });
    const frame = (await runtime.messages('frames').count(seen + 1))[seen];
    const identity = frame.frame as Record<string, unknown>;
    assert.deepEqual([identity.triggerId, typeof identity.fault, frame.recipe], [77, 'string', '']);
  });
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
      connection(),
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
    const flow = [...tabWithCatch, connection(), node({ mode: 'acknowledged', ackTimeout: 60_000 }), sink];
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
      connection(),
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
    await runtime.deploy([...tabWithCatch, connection(), node({ mode: 'latched', variables }), sink]);
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
      connection(),
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
    await runtime.deploy([...tabWithCatch, connection(), node({ mode: 'latched', variables }), sink]);
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
    await runtime.deploy([...tabWithCatch, connection(), node({ mode: 'latched' }), sink]);
    await becomes(variable('ready'), true);
    await runtime.deploy([...tabWithCatch, sink]);
    assert.equal(currentValue(variable('ready')), false);
  });

  it('is not ready after a redeploy when the station was paused before it', async () => {
    const flow = (name: string) => [...tabWithCatch, connection(), node({ mode: 'latched', name }), sink];
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
      connection({ authentication: 'certificate' }),
      node({ mode: 'latched' }),
      sink,
    ]);
    runtime.inject('plc', verdictMessage(11));
    await runtime
      .messages('errors')
      .first((message) => JSON.stringify(message.error).includes('connection incomplete'));
  });
});
