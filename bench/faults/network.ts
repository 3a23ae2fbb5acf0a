import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setErrorLogger, setWarningLogger } from 'node-opcua';
import { DemoOpcUaServer } from '../../demo/opcua-server';
import { type Random, random } from '../../demo/random';
import { TcpProxy } from '../../test/tcp-proxy';
import { Book } from './book';
import { opcuaLine } from './line-flow';
import { NodeRedHost } from './node-red-host';
import { smallParts } from './pictures';
import { Plant } from './plant';
import { type FaultRow, faultRow } from './row';

type NetworkFault = 'cut' | 'reset' | 'stall' | 'half-open' | 'slow';

const faults: NetworkFault[] = ['cut', 'reset', 'stall', 'half-open', 'slow'];

/** Brings a fault about and ends it. */
async function disturb(cable: TcpProxy, fault: NetworkFault, draw: Random): Promise<void> {
  const moment = () => wait(draw.between(20, 400));
  switch (fault) {
    case 'cut':
      cable.hangUp();
      break;
    case 'reset':
      cable.unplug();
      await moment();
      cable.plug();
      break;
    case 'stall':
      cable.silence();
      await moment();
      cable.speak();
      break;
    case 'half-open':
      cable.halfOpen();
      break;
    case 'slow':
      cable.slow(draw.between(5, 60));
      await moment();
      cable.slow(0);
      break;
  }
}

/** A share of all faults for each kind: cuts are the most, those that only a time-out ends the fewest. */
function plan(cuts: number, draw: Random): NetworkFault[] {
  const weights = { cut: 0.45, reset: 0.45, stall: 0.04, 'half-open': 0.02, slow: 0.04 };
  const list = faults.flatMap((fault) =>
    Array.from({ length: Math.max(1, Math.round(cuts * weights[fault])) }, () => fault),
  );
  return list
    .map((fault) => ({ fault, at: draw.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
}

const named = (list: readonly NetworkFault[]) =>
  faults.map((fault) => `${list.filter((one) => one === fault).length} ${fault}`).join(', ');

export async function mqttFaults(cuts: number, seed: number): Promise<FaultRow> {
  const draw = random(seed, 1);
  const plant = await Plant.start(['line'], seed);
  try {
    await plant.train('line');
    const traffic = plant.traffic(10);
    const list = plan(cuts, draw);
    const recoveries: number[] = [];
    for (const fault of list) {
      await wait(draw.between(50, 500));
      await disturb(plant.cable, fault, draw);
      recoveries.push(await plant.recovered('line'));
    }
    traffic.stop();
    const lost = await plant.complete();
    return faultRow(plant.book, {
      fault: 'network between flow and MQTT broker',
      tried: list.length,
      lost,
      recoveries,
      remarks: [`${named(list)}; ${plant.book.late} marked late`],
    });
  } finally {
    await plant.stop();
  }
}

const partOf = (triggerId: number) => `part ${triggerId}`;

/** Triggers of the OPC UA line come every so many milliseconds; the PLC gives a part 8 s. */
const TRIGGER_MS = 250;

export async function opcuaFaults(cuts: number, seed: number): Promise<FaultRow> {
  const draw = random(seed, 2);
  // The server prints a line for every cut.
  for (const setLogger of [setErrorLogger, setWarningLogger]) setLogger(() => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'sroc-faults-pki-'));
  const book = new Book();
  let last = 0;
  const server = await DemoOpcUaServer.start({
    host: '127.0.0.1',
    port: 0,
    folder,
    recipe: 'a',
    // One whose fate is unknown after a cut is offered again at once, under its own id.
    shown: (triggerId, partId) => {
      // The part of a trigger that was missed is unknown: its verdict names none.
      if (triggerId !== last) book.hear({ triggerId, partId: partId || partOf(triggerId) });
      last = triggerId;
    },
  });
  const cable = await TcpProxy.start(server.port);
  const nodeRed = await NodeRedHost.start(opcuaLine(`opc.tcp://127.0.0.1:${cable.port}/demo`));
  const pictures = await smallParts(40, seed);
  let triggerId = 0;
  const shoot = () => {
    triggerId = (triggerId % 65_535) + 1;
    const partId = partOf(triggerId);
    const answer = book.expect(partId, triggerId);
    server.shoot({ triggerId, partId, image: pictures[triggerId % pictures.length] });
    return answer;
  };
  try {
    while (!server.ready) await wait(50);
    for (let frame = 0; frame < 25; frame++) await shoot();
    const timer = setInterval(shoot, TRIGGER_MS);
    const list = plan(cuts, draw);
    const recoveries: number[] = [];
    for (const fault of list) {
      await wait(draw.between(100, 1000));
      await disturb(cable, fault, draw);
      const started = performance.now();
      await Promise.race([shoot(), wait(60_000)]);
      recoveries.push(performance.now() - started);
    }
    clearInterval(timer);
    const lost = await book.complete(60_000);
    return faultRow(book, {
      fault: 'network between flow and OPC UA server',
      tried: list.length,
      lost,
      recoveries,
      remarks: [named(list)],
    });
  } finally {
    await nodeRed.stop();
    await cable.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
