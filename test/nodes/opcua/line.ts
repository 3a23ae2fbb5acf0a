import { setTimeout as delay } from 'node:timers/promises';
import { DataType, type UAVariable, VariantArrayType } from 'node-opcua';
import { type AckStyle, type Fate, PlcProgram } from '../../../demo/plc-program';
import type { Random } from '../../../demo/random';
import { CameraLink } from '../../../nodes/opcua/camera-link';
import type { OpcUaConnection } from '../../../nodes/opcua/connection';
import { PlcLink } from '../../../nodes/opcua/plc-link';
import type { Shot } from '../../../nodes/opcua/shot';
import { currentValue, nodeIdOf, type TestServer } from '../../opcua-server';
import { verdictMessage } from './verdicts';

/** Parts that pass on a line. */
export const triggersEach = 400;
const plcTimeoutMs = 1500;
const deadlineMs = 1000;
const scanMs = 5;

/** Whether the part behind a trigger is good; the verdicts say so, and the PLC checks that they do. */
const isGood = (triggerId: number) => (triggerId * 7919) % 10 < 7;

/** The lines start shortly before their counters wrap; 0 is skipped. */
const firstId = 65_400;
const idOf = (part: number) => ((firstId + part - 1) % 65_535) + 1;
export const partOf = (triggerId: number) => (triggerId - firstId + 65_535) % 65_535;

type CounterType = DataType.UInt16 | DataType.Int16 | DataType.UInt32 | DataType.Int64;

/** What a counter of that type shows at the trigger with this number, counted from 0. */
function counted(part: number, type: CounterType): number | [number, number] {
  const id = idOf(part);
  const wide = firstId + part > 65_535 ? id + 65_536 : id;
  if (type === DataType.Int16) return id > 32_767 ? id - 65_536 : id;
  if (type === DataType.UInt32) return wide;
  return type === DataType.Int64 ? [0, wide] : id;
}

export interface Scenario {
  name: string;
  ackStyle: AckStyle;
  valid: 'toggle' | 'counter';
  restarts: boolean;
  /** Type of the trigger variable. */
  counter: CounterType;
}

/** A line with a camera and a PLC in one OPC UA server, a station behind a cable, and a book of what happened. */
export class Line {
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
    private readonly draw: Random,
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
      await delay(this.draw.between(50, 250));
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
      await delay(this.draw.between(0, 8));
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
