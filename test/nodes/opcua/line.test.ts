import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DataType, type UAVariable, VariantArrayType } from 'node-opcua';
import { type AckStyle, type Fate, PlcProgram } from '../../../demo/plc-program';
import { CameraLink } from '../../../nodes/opcua/camera-link';
import { OpcUaConnection } from '../../../nodes/opcua/connection';
import { PlcLink } from '../../../nodes/opcua/plc-link';
import { defaults } from '../../../nodes/opcua/settings';
import type { Shot } from '../../../nodes/opcua/shot';
import { currentValue, nodeIdOf, TestServer } from '../../opcua-server';
import { TcpProxy } from '../../tcp-proxy';
import { verdictMessage } from './verdicts';

const triggersEach = 400;
const plcTimeoutMs = 1500;
const deadlineMs = 1000;
const scanMs = 5;

/** Whether the part behind a trigger is good; the verdicts say so, and the PLC checks that they do. */
const isGood = (triggerId: number) => (triggerId * 7919) % 10 < 7;

/** Printed with the counts; give it again in SEED to cut the cable in the same places. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Numbers in [0, 1) that a seed gives again: mulberry32. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(seed);
const between = (least: number, most: number, draw = random) => least + draw() * (most - least);

/** The lines start shortly before their counters wrap; 0 is skipped. */
const firstId = 65_400;
const idOf = (part: number) => ((firstId + part - 1) % 65_535) + 1;
const partOf = (triggerId: number) => (triggerId - firstId + 65_535) % 65_535;

type CounterType = DataType.UInt16 | DataType.Int16 | DataType.UInt32 | DataType.Int64;

/** What a counter of that type shows at the trigger with this number, counted from 0. */
function counted(part: number, type: CounterType): number | [number, number] {
  const id = idOf(part);
  const wide = firstId + part > 65_535 ? id + 65_536 : id;
  if (type === DataType.Int16) return id > 32_767 ? id - 65_536 : id;
  if (type === DataType.UInt32) return wide;
  return type === DataType.Int64 ? [0, wide] : id;
}

interface Scenario {
  name: string;
  ackStyle: AckStyle;
  valid: 'toggle' | 'counter';
  restarts: boolean;
  /** Type of the trigger variable. */
  counter: CounterType;
}

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

/** A line with a camera and a PLC in one OPC UA server, a station behind a cable, and a book of what happened. */
class Line {
  readonly fates = new Map<number, Fate>();
  /** Trigger ids in the order in which the PLC was shown verdicts; a verdict shown again counts once. */
  readonly shown: number[] = [];
  readonly finished = new Map<number, string>();
  readonly wrong: string[] = [];
  private readonly program: PlcProgram;
  private readonly variables = new Map<string, UAVariable>();
  private judging: Promise<void> = Promise.resolve();
  private camera?: CameraLink;
  private plc?: PlcLink;

  constructor(
    private readonly server: TestServer,
    private readonly scenario: Scenario,
    private readonly prefix: string,
  ) {
    const handshake = scenario.valid === 'counter' ? DataType.UInt16 : DataType.Boolean;
    const initial = scenario.valid === 'counter' ? 0 : false;
    this.make('Image', DataType.ByteString, Buffer.from('none'));
    this.make('Trigger', scenario.counter, undefined);
    this.set('Trigger', scenario.counter, counted(-1, scenario.counter));
    this.make('PartId', DataType.String, '');
    this.make('Pass', DataType.Boolean, false);
    this.make('Late', DataType.Boolean, false);
    this.make('Id', DataType.UInt16, 0);
    this.make('Part', DataType.String, '');
    this.make('Valid', handshake, initial);
    this.make('Ack', handshake, initial);
    this.program = new PlcProgram(
      { timeoutMs: plcTimeoutMs, ackStyle: scenario.ackStyle, slowMs: 25 },
      scenario.valid === 'counter',
      ({ triggerId, fate }) => {
        if (this.fates.has(triggerId)) this.wrong.push(`trigger ${triggerId} was decided twice`);
        this.fates.set(triggerId, fate);
        if (fate === 'accepted' && !isGood(triggerId)) this.wrong.push(`bad part ${triggerId} was accepted`);
      },
    );
  }

  /** Starts the station's two nodes and resolves when triggers are watched for. */
  async attach(connection: OpcUaConnection): Promise<void> {
    const none = { object: '', method: '', recipe: '', triggerId: '', width: '', height: '' };
    const ids = {
      image: this.nodeId('Image'),
      trigger: this.nodeId('Trigger'),
      partId: this.nodeId('PartId'),
    };
    const watching = new Promise<void>((resolve) => {
      this.camera = new CameraLink(
        connection,
        {
          way: 'trigger',
          nodeIds: { ...none, ...ids },
          triggerKind: 'counter',
          queueSize: 500,
          discardOldest: true,
          samplingMs: 0,
        },
        1e6,
        {
          changed: (state) => state === 'connected' && resolve(),
          shot: (shot) => this.judge(shot),
          trouble: () => {},
          note: () => {},
        },
      );
    });
    this.plc = new PlcLink(
      connection,
      {
        mode: 'acknowledged',
        valid: this.scenario.valid,
        variables: {
          pass: this.nodeId('Pass'),
          late: this.nodeId('Late'),
          triggerId: this.nodeId('Id'),
          partId: this.nodeId('Part'),
          valid: this.nodeId('Valid'),
          ack: this.nodeId('Ack'),
        },
        queueLimit: 50,
        deadlineMs,
        ackTimeoutMs: 200,
        holdMs: 0,
        heartbeatMs: 0,
      },
      {
        changed: () => {},
        trouble: () => {},
        finished: (outcome) => {
          const { triggerId } = outcome.entry;
          const fate = outcome.kind === 'delivered' && outcome.lateMs > 0 ? 'late' : outcome.kind;
          if (this.finished.has(triggerId)) this.wrong.push(`verdict ${triggerId} ended twice`);
          this.finished.set(triggerId, fate);
        },
      },
    );
    await watching;
  }

  /** Runs all triggers, and after them until no part waits any more. */
  async run(): Promise<void> {
    const scanning = setInterval(() => this.scan(), scanMs);
    const restarting = this.scenario.restarts ? setInterval(() => this.restart(), 6000) : undefined;
    for (let part = 0; part < triggersEach; part += 1) {
      const triggerId = idOf(part);
      this.set('Image', DataType.ByteString, Buffer.from(`picture ${triggerId}`));
      this.set('PartId', DataType.String, `part-${triggerId}`);
      this.set('Trigger', this.scenario.counter, counted(part, this.scenario.counter));
      this.program.trigger(triggerId, Date.now());
      await delay(between(50, 250));
    }
    clearInterval(restarting);
    while (this.program.waiting > 0) await delay(scanMs);
    clearInterval(scanning);
  }

  async detach(): Promise<number> {
    await this.judging;
    await this.camera?.close();
    return (await this.plc?.close())?.length ?? 0;
  }

  counts() {
    const tally = (values: Iterable<string>) => {
      const counts: Record<string, number> = {};
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
      return counts;
    };
    return {
      parts: tally(this.fates.values()),
      verdicts: tally(this.finished.values()),
      stale: this.program.counters.stale,
    };
  }

  private judge(shot: Shot): void {
    const receivedAt = performance.now();
    const triggerId = shot.triggerId ?? -1;
    if (!shot.fault && String(shot.image) !== `picture ${triggerId}`)
      this.wrong.push(`trigger ${triggerId} got ${shot.image}`);
    // A trigger that was missed names no part rather than another one's.
    if ((!shot.fault || shot.partId) && shot.partId !== `part-${triggerId}`)
      this.wrong.push(`trigger ${triggerId} got ${shot.partId}`);
    const pass = !shot.fault && isGood(triggerId);
    this.judging = this.judging.then(async () => {
      await delay(between(0, 8));
      const message = verdictMessage(triggerId, { pass, evaluation: shot.fault ? 3 : pass ? 1 : 2 });
      this.plc?.add({ triggerId, receivedAt, item: message });
    });
  }

  private scan(): void {
    const triggerId = Number(this.get('Id'));
    const valid = this.get('Valid') as boolean | number;
    if (valid && this.get('Part') !== `part-${triggerId}`)
      this.wrong.push(`verdict ${triggerId} showed ${this.get('Part')}`);
    if (valid && this.shown.at(-1) !== triggerId) this.shown.push(triggerId);
    const ack = this.program.scan(
      { valid, triggerId, pass: Boolean(this.get('Pass')), late: Boolean(this.get('Late')) },
      Date.now(),
    );
    const type = this.scenario.valid === 'counter' ? DataType.UInt16 : DataType.Boolean;
    if (this.get('Ack') !== ack) this.set('Ack', type, ack);
  }

  private restart(): void {
    this.program.restart();
    const type = this.scenario.valid === 'counter' ? DataType.UInt16 : DataType.Boolean;
    const rest = this.scenario.valid === 'counter' ? 0 : false;
    this.set('Valid', type, rest);
    this.set('Ack', type, rest);
  }

  private nodeId = (name: string) => nodeIdOf(`${this.prefix}-${name}`);

  private make(name: string, type: DataType, value: unknown): void {
    this.variables.set(name, this.server.variable(`${this.prefix}-${name}`, type, value));
  }

  private variable(name: string): UAVariable {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(name);
    return variable;
  }

  private get(name: string): unknown {
    return currentValue(this.variable(name));
  }

  private set(name: string, dataType: DataType, value: unknown): void {
    // An Int64 is two halves, which would pass for an array.
    this.variable(name).setValueFromSource({ dataType, arrayType: VariantArrayType.Scalar, value });
  }
}

/** Cuts the cable at random points until it is told to stop. */
function saboteur(proxy: TcpProxy, draw: () => number) {
  let cuts = 0;
  let running = true;
  const work = (async () => {
    while (running) {
      await delay(between(2000, 8000, draw));
      if (!running) break;
      cuts += 1;
      if (draw() < 0.5) proxy.cut();
      else {
        proxy.unplug();
        await delay(between(50, 300, draw));
        proxy.plug();
      }
    }
  })();
  return {
    async stop(): Promise<number> {
      running = false;
      await work;
      return cuts;
    },
  };
}

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
      const line = new Line(server, scenario, `line${index}`);
      const connection = new OpcUaConnection({
        ...defaults,
        endpointUrl: `opc.tcp://127.0.0.1:${proxy.port}/line`,
        securityMode: 'None',
        securityPolicy: 'Basic256Sha256',
        user: { kind: 'anonymous' },
        pkiFolder: folder,
      });
      await line.attach(connection);
      const cutting = saboteur(proxy, randomFrom(seed + index));
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
