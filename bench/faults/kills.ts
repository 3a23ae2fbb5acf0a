import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { random } from '../../demo/random';
import { Evaluation } from '../../models/verdict';
import type { Heard } from './book';
import { WINDOW } from './line-flow';
import { Plant } from './plant';
import { type FaultRow, faultRow } from './row';

const STATION = 'line';
/** What a line that comes back may take until it judges again, milliseconds. */
const PROMISED_MS = 10_000;
const PATIENCE = 60_000;
/** Longest time that a cycle runs before it is hit, milliseconds; a window and its fit take about as long. */
const LONGEST_RUN_MS = 2500;

type Phase = 'collecting' | 'refining' | 'inspecting';

/** What the answers so far say of the line. */
class Progress {
  phase: Phase = 'collecting';
  /** Frames of the window whose answer came: they must be on the disk. */
  collected = 0;
  windowsLost = 0;
  unreadable = 0;

  begin(): void {
    this.phase = 'collecting';
    this.collected = 0;
  }

  hear({ evaluation, reason = '', cause }: Heard): void {
    const frame = /^learning: frame (\d+)/.exec(reason);
    if (frame) {
      const number = Number(frame[1]);
      if (this.phase !== 'collecting' || number <= this.collected) this.windowsLost++;
      this.phase = number < WINDOW ? 'collecting' : 'refining';
      this.collected = number;
    } else if (evaluation === Evaluation.OK || evaluation === Evaluation.NotOK) this.phase = 'inspecting';
    else if (cause === 'recipe') this.unreadable++;
  }
}

export type Victim = 'Node-RED' | 'the inference process';

/**
 * Kills Node-RED, or the inference process alone, at random moments of cycles of collecting, refining, storing and
 * inspecting, and looks at what is there afterwards.
 */
export async function kills(victim: Victim, count: number, seed: number): Promise<FaultRow> {
  const draw = random(seed, victim.length);
  const plant = await Plant.start([STATION], seed);
  const progress = new Progress();
  const phases: Record<Phase, number> = { collecting: 0, refining: 0, inspecting: 0 };
  const recoveries: number[] = [];
  let inFlight = 0;
  try {
    for (let kill = 0; kill < count; kill++) {
      if (progress.phase === 'inspecting' && draw.next() < 0.7) await beginWindow(plant, progress);
      await work(plant, draw.between(0, LONGEST_RUN_MS), progress);
      phases[progress.phase]++;
      const last = plant.send(STATION);
      await wait(draw.between(0, 40));
      if (victim === 'Node-RED') {
        await plant.nodeRed.kill();
        // What Node-RED had taken and not answered is gone with it; the PLC rejects it by its own clock.
        inFlight += plant.book.forgive();
        await plant.nodeRed.restart();
      } else {
        const engine = await plant.nodeRed.enginePid();
        if (engine) process.kill(engine, 'SIGKILL');
        progress.hear(await last);
      }
      const started = performance.now();
      await answeredAgain(plant, progress);
      recoveries.push(performance.now() - started);
    }
    const lost = await plant.complete();
    const slow = recoveries.filter((took) => took > PROMISED_MS).length;
    const halves = await halfWritten(join(plant.nodeRed.userDirectory, 'sroc-inspection'));
    return faultRow(plant.book, {
      fault: `kill -9 of ${victim}`,
      tried: count,
      lost,
      recoveries,
      remarks: [
        Object.entries(phases)
          .map(([phase, times]) => `${times} while ${phase}`)
          .join(', '),
        `${progress.unreadable} unreadable stores, ${progress.windowsLost} windows with frames lost, ${slow} slower than 10 s`,
        `${halves} half-written last records cut off`,
        ...(victim === 'Node-RED' ? [`${inFlight} frames were with Node-RED when it died`] : []),
      ],
    });
  } finally {
    await plant.stop();
  }
}

/** Sends "train", and frames until the new window takes one. */
async function beginWindow(plant: Plant, progress: Progress): Promise<void> {
  await plant.nodeRed.inject(`train-${STATION}`);
  for (;;) {
    const answer = await plant.send(STATION);
    if (!/^learning: frame/.test(answer.reason ?? '')) continue;
    progress.begin();
    progress.hear(answer);
    return;
  }
}

/** One frame after another for so long. */
async function work(plant: Plant, milliseconds: number, progress: Progress): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) progress.hear(await plant.send(STATION));
}

/** Waits until a frame is answered by the engine, not in its absence. */
async function answeredAgain(plant: Plant, progress: Progress): Promise<void> {
  const until = performance.now() + PATIENCE;
  while (performance.now() < until) {
    const answer = await Promise.race([plant.send(STATION), wait(PATIENCE, null)]);
    if (answer) progress.hear(answer);
    if (answer && answer.cause !== 'engine') return;
    await wait(20);
  }
}

/** Window journals whose last record was being written; models and pointers are never written in place. */
async function halfWritten(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.damaged')).length;
}
