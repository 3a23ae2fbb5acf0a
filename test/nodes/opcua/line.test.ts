import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DataType } from 'node-opcua';
import { random } from '../../../demo/random';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { TestServer } from '../../opcua-server';
import { TcpProxy } from '../../tcp-proxy';
import { Line, partOf, type Scenario, triggersEach } from './line';
import { saboteur } from './saboteur';
import { withoutSecurity } from './without-security';

/** Printed with the counts; give it again in SEED to cut the cable in the same places. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const draw = random(seed);

const scenarios: Scenario[] = [
  { name: 'prompt PLC', counter: DataType.UInt16, ackStyle: 'prompt', valid: 'toggle', restarts: false },
  { name: 'slow PLC', counter: DataType.UInt32, ackStyle: 'slow', valid: 'toggle', restarts: false },
  {
    name: 'PLC that never acknowledges',
    counter: DataType.Int16,
    ackStyle: 'never',
    valid: 'toggle',
    restarts: false,
  },
  {
    name: 'PLC that acknowledges twice',
    counter: DataType.Int64,
    ackStyle: 'twice',
    valid: 'counter',
    restarts: false,
  },
  {
    name: 'PLC that restarts in the middle',
    counter: DataType.UInt16,
    ackStyle: 'prompt',
    valid: 'counter',
    restarts: true,
  },
];

describe('a line over OPC UA with a cable that keeps being cut', {
  timeout: 150_000,
  concurrency: true,
}, () => {
  let server: TestServer;
  let folder: string;
  let triggers = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sroc-opcua-line-'));
    server = await TestServer.start();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    assert.equal(triggers, 2000);
  });

  for (const [index, scenario] of scenarios.entries()) {
    it(`${scenario.name}: one verdict a trigger, its own, in order, or a reject`, async (context) => {
      const proxy = await TcpProxy.start(server.port);
      const line = new Line(server, scenario, `line${index}`, draw);
      const connection = new OpcUaConnection(
        withoutSecurity(`opc.tcp://127.0.0.1:${proxy.port}/line`, folder),
      );
      await line.attach(connection);
      const cutting = saboteur(proxy, random(seed, index + 1));
      await line.run();
      const cuts = await cutting.stop();
      const left = await line.detach();
      await connection.close();
      await proxy.stop();

      const counts = line.counts();
      context.diagnostic(
        `${scenario.name} (seed ${seed}): ${triggersEach} triggers, ${cuts} cuts; ${JSON.stringify({ ...counts, undelivered: left })}`,
      );
      triggers += line.fates.size;
      assert.ok(cuts > 0, 'the cable was never cut');
      assert.deepEqual(line.wrong, []);
      assert.equal(line.fates.size, triggersEach, 'every part was decided');
      assert.equal(line.finished.size + left, triggersEach, 'every trigger had its verdict');
      assert.deepEqual(
        line.shown.map(partOf),
        line.shown.map(partOf).sort((a, b) => a - b),
        'verdicts came in order',
      );
      assert.equal(new Set(line.shown).size, line.shown.length, 'no verdict came twice');
      if (scenario.ackStyle !== 'never') assert.ok(counts.parts.accepted > 0, 'good parts got through');
    });
  }
});
