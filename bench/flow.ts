import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from '../models/statistics';
import { Evaluation } from '../models/verdict';
import { asBackbones, numbers } from './arguments';
import { type Arrival, FlowLine } from './flow-line';
import { cameraFrames } from './frames';
import { markdownTable } from './table';

/** Short, so that the bench is: how fast a frame is judged does not depend on it. */
const WINDOW = 60;
/** Frames that are on their way at once when as many as possible are sent. */
const SATURATING = 8;
/** A verdict that has not come by then is missing; milliseconds. */
const PATIENCE = 60_000;

interface FlowRow {
  backbone: string;
  /** Frames per second, or "saturation". */
  offered: string;
  frames: number;
  verdicts: number;
  /** Parts with more than one verdict, or none. */
  wrongCount: number;
  /** Answered without a judgement, because the queue was full. */
  undecided: number;
  framesPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

interface Phase {
  offered: string;
  seconds: number;
  sent: { part: string; answer: Promise<Arrival> }[];
  arrivals: Arrival[];
}

/** `npm run -s bench -- flow`: camera, Node-RED and PLC over MQTT, all on this machine. */
export async function flow(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      backbone: { type: 'string', default: 'resnet50' },
      rates: { type: 'string', default: '1,5,10,20' },
      seconds: { type: 'string', default: '20' },
      json: { type: 'string' },
    },
  });
  const rates = numbers('rates', values.rates, 0.1, 1000);
  const [seconds] = numbers('seconds', values.seconds, 1, 86_400);
  const pictures = await cameraFrames(WINDOW);
  const rows: FlowRow[] = [];
  for (const backbone of asBackbones(values.backbone)) {
    const line = await FlowLine.start(backbone, WINDOW);
    try {
      await train(line, pictures);
      const phases: Phase[] = [];
      for (const rate of rates) phases.push(await atRate(line, pictures, rate, seconds));
      phases.push(await saturated(line, pictures, seconds));
      rows.push(...phases.map((phase) => ({ backbone, ...summary(line, phase) })));
    } finally {
      await line.stop();
    }
  }
  process.stdout.write(`${markdownTable(rows)}\n`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (rows.some((row) => row.wrongCount > 0)) {
    throw new Error('There are frames without exactly one verdict: see the column wrongCount.');
  }
}

/** Fills the window and waits until frames are judged. */
async function train(line: FlowLine, pictures: readonly Buffer[]): Promise<void> {
  for (const picture of pictures) await line.send(picture).answer;
  let evaluation: Evaluation = Evaluation.Undefined;
  for (let next = 0; evaluation === Evaluation.Undefined; next++) {
    evaluation = (await line.send(pictures[next % pictures.length]).answer).verdict.evaluation;
  }
}

/** As a camera does: at fixed times, whatever the line does. */
async function atRate(
  line: FlowLine,
  pictures: readonly Buffer[],
  rate: number,
  seconds: number,
): Promise<Phase> {
  const started = performance.now();
  const sent: Phase['sent'] = [];
  while (sent.length < rate * seconds) {
    await wait(Math.max(0, started + (sent.length * 1000) / rate - performance.now()));
    sent.push(line.send(pictures[sent.length % pictures.length]));
  }
  return finished(String(rate), started, sent);
}

/** A new frame for every verdict. */
async function saturated(line: FlowLine, pictures: readonly Buffer[], seconds: number): Promise<Phase> {
  const started = performance.now();
  const sent: Phase['sent'] = [];
  const sender = async () => {
    while (performance.now() - started < seconds * 1000) {
      const next = line.send(pictures[sent.length % pictures.length]);
      sent.push(next);
      await withPatience(next.answer);
    }
  };
  await Promise.all(Array.from({ length: SATURATING }, sender));
  return finished('saturation', started, sent);
}

async function finished(offered: string, started: number, sent: Phase['sent']): Promise<Phase> {
  const arrivals = await Promise.all(sent.map(({ answer }) => withPatience(answer)));
  const seconds = (performance.now() - started) / 1000;
  return { offered, seconds, sent, arrivals: arrivals.filter((arrival) => arrival !== null) };
}

async function withPatience(answer: Promise<Arrival>): Promise<Arrival | null> {
  const patience = new AbortController();
  const tooLong = wait(PATIENCE, null, { signal: patience.signal }).catch(() => null);
  const first = await Promise.race([answer, tooLong]);
  patience.abort();
  return first;
}

function summary(line: FlowLine, { offered, seconds, sent, arrivals }: Phase): Omit<FlowRow, 'backbone'> {
  const latencies = arrivals.map(({ latencyMs }) => latencyMs);
  const counts = sent.map(({ part }) => line.verdicts.get(part) ?? 0);
  const undecided = arrivals.filter(({ verdict }) => verdict.evaluation === Evaluation.NotDecidable).length;
  return {
    offered,
    frames: sent.length,
    verdicts: counts.reduce((sum, count) => sum + count, 0),
    wrongCount: counts.filter((count) => count !== 1).length,
    undecided,
    framesPerSecond: (arrivals.length - undecided) / seconds,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    p99Ms: quantile(latencies, 0.99),
  };
}
