import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { BackboneName } from '../models/backbones';
import { type DecodedFrame, decodeFrame } from '../models/frame/decode';
import { GARBAGE_OPTIONS } from '../models/host/client';
import { Extractor } from '../models/inference/extractor';
import { fitWindow } from '../models/learning/fit';
import type { WindowFrame } from '../models/learning/window';
import { WindowHead } from '../models/learning/window-head';
import { median } from '../models/statistics';
import { asBackbones, numbers } from './arguments';
import { BareBackbone } from './bare';
import { BenchLine } from './bench-line';
import { FIT_OPTIONS, INPUT_SIZE, WINDOW_SIZE } from './defaults';
import { watchingEventLoop } from './event-loop';
import { WHOLE } from './features';
import { cameraFrames } from './frames';
import { markdownTable, mean } from './table';

/** Frames that each way gets before it is the next one's turn, and how often each has its turn. */
const TURN = 5;
const TURNS = 20;
/** Of pipelined frames a turn has more: the first and the last of them have the machine to themselves. */
const PIPELINED_TURN = 60;
/** Frames extracted beside each of the fits that are timed. */
const EXTRACTED_AGAIN = 50;
const FITS = 7;
const SOAK_MARKS = 10;

interface SpeedRow {
  backbone: string;
  /** Milliseconds a frame, medians: the bare network, one frame at a time, as many in flight as at a station. */
  bareMs: number;
  frameMs: number;
  pipelinedMs: number;
  /** pipelinedMs / bareMs. */
  pipelinedRatio: number;
  /** Refining and fitting 200 frames, as a multiple of extracting their features. */
  fitRatio: number;
  fitSeconds: number;
  peakMemoryMb: number;
  eventLoopP99Ms: number;
  eventLoopP99RefiningMs: number;
  /** Of one recipe, pipelined: alone, and while another recipe is refined. */
  framesPerSecond: number;
  framesPerSecondRefining: number;
  worstLatencyRefiningMs: number;
}

/** `npm run -s bench -- speed`: all that is compared is measured in turns, in one run. */
export async function speed(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      backbone: { type: 'string', default: 'resnet50,mobilenet-v1' },
      soak: { type: 'string', default: '0' },
      json: { type: 'string' },
    },
  });
  // Fits are timed in this process, under the options of the one they belong to.
  for (const option of GARBAGE_OPTIONS) setFlagsFromString(option);
  const [soakFrames] = numbers('soak', values.soak, 0, 1e7);
  const pictures = await cameraFrames(WINDOW_SIZE);
  const rows: SpeedRow[] = [];
  for (const backbone of asBackbones(values.backbone)) {
    const fit = await timeFit(backbone, pictures);
    rows.push({ backbone, ...(await timeLine(backbone, pictures, soakFrames, fit)) });
  }
  process.stdout.write(`${markdownTable(rows)}\n`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

/** Fits against extractions of the same window, in turns. */
async function timeFit(backbone: BackboneName, pictures: readonly Buffer[]) {
  const extractor = await Extractor.load(backbone);
  const head = await WindowHead.load();
  const window: WindowFrame[] = [];
  let extractionMs = 0;
  const extract = async (data: Buffer): Promise<WindowFrame> => {
    const decoded = await decodeFrame({ data }, INPUT_SIZE, WHOLE);
    const started = performance.now();
    const { patches, pooled } = await extractor.run(decoded, extractor.unfitted);
    extractionMs += performance.now() - started;
    const identity = { triggerId: 0, partId: '', recipe: 'bench', source: '', capturedAt: '' };
    return { identity, patches, pooled };
  };
  for (const picture of pictures) window.push(await extract(picture));
  const options = {
    patchDims: window[0].patches.codes.length / patchesOf(INPUT_SIZE),
    refine: true,
    ...FIT_OPTIONS,
  };
  const ratios: number[] = [];
  const seconds: number[] = [];
  for (let fit = 0; fit <= FITS; fit++) {
    extractionMs = 0;
    for (const picture of pictures.slice(0, EXTRACTED_AGAIN)) await extract(picture);
    const started = performance.now();
    await fitWindow(window, options, head);
    const fitMs = performance.now() - started;
    // The first fit warms up.
    if (fit === 0) continue;
    ratios.push(fitMs / ((extractionMs / EXTRACTED_AGAIN) * window.length));
    seconds.push(fitMs / 1000);
  }
  return { fitRatio: median(ratios), fitSeconds: median(seconds) };
}

function patchesOf(inputSize: number): number {
  return (inputSize / 8) ** 2;
}

async function timeLine(
  backbone: BackboneName,
  pictures: readonly Buffer[],
  soakFrames: number,
  fit: { fitRatio: number; fitSeconds: number },
) {
  const bare = await BareBackbone.load(backbone);
  const ready = await decodeFrame({ data: pictures[0] }, INPUT_SIZE, WHOLE);
  const line = await BenchLine.open(backbone, WINDOW_SIZE);
  try {
    const fitted = line.fitted('first');
    await line.pipeline(pictures, 'first');
    await fitted;
    const turns = await takeTurns(line, bare, ready, pictures);
    const refining = await inspectWhileRefining(line, pictures);
    if (soakFrames > 0) await soak(line, pictures, soakFrames);
    return { ...turns, ...fit, peakMemoryMb: await line.memory('VmHWM'), ...refining };
  } finally {
    await line.close();
  }
}

async function takeTurns(
  line: BenchLine,
  bare: BareBackbone,
  ready: DecodedFrame,
  pictures: readonly Buffer[],
) {
  const times: { bare: number[]; frame: number[]; pipelined: number[] } = {
    bare: [],
    frame: [],
    pipelined: [],
  };
  const delays: number[] = [];
  const next = cycle(pictures);
  for (let turn = 0; turn <= TURNS; turn++) {
    const bareMs: number[] = [];
    const frameMs: number[] = [];
    for (let frame = 0; frame < TURN; frame++) bareMs.push(await bare.time(ready));
    for (let frame = 0; frame < TURN; frame++) {
      const started = performance.now();
      await line.inspect(next(), 'first');
      frameMs.push(performance.now() - started);
    }
    const frames = Array.from({ length: PIPELINED_TURN }, next);
    const started = performance.now();
    const { p99Ms } = await watchingEventLoop(() => line.pipeline(frames, 'first'));
    const pipelinedMs = (performance.now() - started) / frames.length;
    // The first turn warms up.
    if (turn === 0) continue;
    times.bare.push(...bareMs);
    times.frame.push(...frameMs);
    times.pipelined.push(pipelinedMs);
    delays.push(p99Ms);
  }
  const [bareMs, frameMs, pipelinedMs] = [median(times.bare), median(times.frame), median(times.pipelined)];
  return {
    bareMs,
    frameMs,
    pipelinedMs,
    pipelinedRatio: pipelinedMs / bareMs,
    framesPerSecond: 1000 / pipelinedMs,
    eventLoopP99Ms: mean(delays),
  };
}

/** The second recipe's window is filled; then the first is inspected for as long as the second is refined. */
async function inspectWhileRefining(line: BenchLine, pictures: readonly Buffer[]) {
  const fitted = line.fitted('second');
  let refining = true;
  await line.pipeline(pictures, 'second');
  const stop = () => {
    refining = false;
  };
  fitted.then(stop, stop);
  const next = cycle(pictures);
  function* whileRefining() {
    while (refining) yield next();
  }
  const started = performance.now();
  const { result: latencies, p99Ms } = await watchingEventLoop(() => line.pipeline(whileRefining(), 'first'));
  const seconds = (performance.now() - started) / 1000;
  await fitted;
  return {
    eventLoopP99RefiningMs: p99Ms,
    framesPerSecondRefining: latencies.length / seconds,
    worstLatencyRefiningMs: Math.max(...latencies),
  };
}

/** Prints the inference process's memory as it inspects many frames. */
async function soak(line: BenchLine, pictures: readonly Buffer[], frames: number): Promise<void> {
  const next = cycle(pictures);
  const rows: { frames: number; memoryMb: number }[] = [];
  for (let mark = 1; mark <= SOAK_MARKS; mark++) {
    const share = Math.round((mark * frames) / SOAK_MARKS) - Math.round(((mark - 1) * frames) / SOAK_MARKS);
    await line.pipeline(Array.from({ length: share }, next), 'first');
    rows.push({ frames: Math.round((mark * frames) / SOAK_MARKS), memoryMb: await line.memory('VmRSS') });
  }
  process.stdout.write(`${markdownTable(rows)}\n\n`);
}

function cycle<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => items[index++ % items.length];
}
