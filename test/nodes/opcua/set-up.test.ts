import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { DataType } from 'node-opcua';
import type { VerdictMessage } from '../../../nodes/messages';
import { CameraLink } from '../../../nodes/opcua/camera-link';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import type { Outcome } from '../../../nodes/opcua/handshake';
import { PlcLink } from '../../../nodes/opcua/plc-link';
import type { Shot } from '../../../nodes/opcua/shot';
import { currentValue, nodeIdOf, TestServer } from '../../opcua-server';
import { Recorder } from '../recorder';
import { verdictMessage } from './verdicts';
import { withoutSecurity } from './without-security';

describe('getting ready on a session', { timeout: 60_000 }, () => {
  let server: TestServer;
  let folder: string;
  let connection: OpcUaConnection;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-set-up-'));
    server = await TestServer.start();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    connection = new OpcUaConnection(withoutSecurity(server.url, folder));
  });
  afterEach(() => connection.close());

  const plcOf = (variables: Record<string, string>, mode: 'latched' | 'acknowledged') => {
    const troubles = new Recorder<string>();
    const outcomes = new Recorder<Outcome<VerdictMessage>>();
    const problems = new Recorder<string>();
    let link: PlcLink | undefined;
    link = new PlcLink(
      connection,
      {
        mode,
        valid: 'toggle',
        variables,
        queueLimit: 10,
        deadlineMs: 0,
        ackTimeoutMs: 60_000,
        holdMs: 0,
        heartbeatMs: 0,
      },
      {
        changed: () => problems.push(link?.problems.join() ?? 'starting'),
        trouble: (sentence) => troubles.push(sentence),
        finished: (outcome) => outcomes.push(outcome),
      },
    );
    const add = (message: VerdictMessage) =>
      link?.add({ triggerId: message.payload.triggerId, receivedAt: performance.now(), item: message });
    return { link, troubles, problems, outcomes, add };
  };

  it('tries again while a variable of the PLC does not exist yet', async () => {
    server.variable('s-pass', DataType.Boolean, false);
    const { link, troubles, problems, outcomes, add } = plcOf(
      { pass: nodeIdOf('s-pass'), valid: nodeIdOf('s-valid') },
      'latched',
    );
    assert.match((await troubles.count(1))[0], /s-valid does not exist on the server/);
    const seen = problems.all.length;
    const valid = server.variable('s-valid', DataType.Boolean, false);
    const written = new Promise((resolve) => valid.once('value_changed', resolve));
    await problems.first(() => problems.all.slice(seen).includes(''));
    add(verdictMessage(1));
    await written;
    assert.equal((await outcomes.count(1))[0].kind, 'delivered');
    assert.equal(troubles.all.length, 1, 'told once');
    await link.close();
  });

  it('tries again while the trigger variable of the camera does not exist yet', async () => {
    const image = server.variable('s-image', DataType.ByteString, Buffer.from('old'));
    const troubles = new Recorder<string>();
    const shots = new Recorder<Shot>();
    const states = new Recorder<string>();
    const none = { triggerId: '', partId: '', recipe: '', width: '', height: '', object: '', method: '' };
    let camera: CameraLink | undefined;
    camera = new CameraLink(
      connection,
      {
        way: 'trigger',
        nodeIds: { ...none, image: nodeIdOf('s-image'), trigger: nodeIdOf('s-trigger') },
        triggerKind: 'counter',
        queueSize: 10,
        discardOldest: true,
        samplingMs: 0,
      },
      1e6,
      {
        changed: (state) => states.push(`${state} ${camera?.problem ?? ''}`),
        shot: (shot) => shots.push(shot),
        trouble: (sentence) => troubles.push(sentence),
        note: () => {},
      },
    );
    await troubles.count(1);
    const trigger = server.variable('s-trigger', DataType.UInt16, 1);
    await states.first((state) => state === 'connected ');
    image.setValueFromSource({ dataType: DataType.ByteString, value: Buffer.from('picture') });
    trigger.setValueFromSource({ dataType: DataType.UInt16, value: 2 });
    const [shot] = await shots.count(1);
    assert.deepEqual([shot.triggerId, String(shot.image)], [2, 'picture']);
    await camera.close();
  });

  it('leaves no subscription behind, and gives a verdict up that cannot be written', async () => {
    const ready = server.variable('s-ready', DataType.Boolean, false);
    const [valid] = ['s-go', 's-ack', 's-good'].map((name) => server.variable(name, DataType.Boolean, false));
    server.variable('s-reason', DataType.String, '');
    const { link, outcomes, add } = plcOf(
      {
        pass: nodeIdOf('s-good'),
        reason: nodeIdOf('s-reason'),
        ready: nodeIdOf('s-ready'),
        valid: nodeIdOf('s-go'),
        ack: nodeIdOf('s-ack'),
      },
      'acknowledged',
    );
    const offered = new Promise((resolve) => valid.once('value_changed', resolve));
    const poison = verdictMessage(1);
    // What a function node may make of a verdict: nothing that a String could hold.
    Object.assign(poison.payload, { reason: Object.create(null) });
    add(poison);
    add(verdictMessage(2));
    const [refused] = await outcomes.count(1);
    assert.deepEqual([refused.kind, refused.entry.triggerId], ['refused', 1]);
    await offered;
    assert.equal(currentValue(ready), true);
    assert.equal(server.server.engine.currentSubscriptionCount, 1);
    const left = await link.close();
    assert.deepEqual(
      left.map(({ triggerId }) => triggerId),
      [2],
    );
    assert.equal(server.server.engine.currentSubscriptionCount, 0);
    assert.equal(currentValue(ready), false);
  });
});
