import { availableParallelism } from 'node:os';
import { type BackboneName, backbones } from '../backbones';
import { AsyncCache } from '../concurrency/async-cache';
import type { Detector } from '../detectors/detector';
import type { DecodedFrame } from '../frame/decode';
import type { FrameFeatures } from '../frame/frame-features';
import { InferenceThread } from './inference-thread';

/**
 * Frames that are inferred at once where there are cores for it. Two frames on half of the cores each are done sooner
 * than one after the other on all of them, for no network keeps all cores busy all the time.
 */
const MOST_THREADS = 2;

/**
 * Frames that a thread has at once: one is inferred, the next one waits beside it. The process's own thread, busy with
 * pictures and answers, would often be late to bring it.
 */
const FRAMES_A_THREAD = 2;

interface Worker {
  thread: InferenceThread;
  frames: number;
}

/** Runs a frame; settles when the thread is done with it. */
type Job = (thread: InferenceThread, alone: boolean) => Promise<void>;

/** The threads that run frames through the backbones, for all stations. Frames begin in the order they came. */
export class InferenceThreads {
  private readonly waiting: Job[] = [];
  private readonly loaded = new AsyncCache<BackboneName, number>();
  private workers: Worker[] = [];

  /** @returns the version of the backbone's graph. @throws a sentence when it cannot be loaded */
  load(backbone: BackboneName): Promise<number> {
    return this.loaded.get(backbone, async () => {
      if (this.workers.length === 0) this.begin();
      const { length } = this.workers;
      // A frame that is alone always goes to the first thread.
      const loading = this.workers.map(({ thread }, index) =>
        thread.load(backbone, length, index === 0 && length > 1 && backbones[backbone].spreads),
      );
      const [{ graphVersion }] = await Promise.all(loading);
      return graphVersion;
    });
  }

  /**
   * Extracts the features of one frame; it waits while all threads are busy.
   * @param by what scores it; without a detector the scores mean nothing
   */
  run(backbone: BackboneName, frame: DecodedFrame, by: Detector | null): Promise<FrameFeatures> {
    return new Promise((resolve, reject) => {
      this.waiting.push((thread, alone) => thread.run(backbone, frame, alone, by).then(resolve, reject));
      this.dispatch();
    });
  }

  private begin(): void {
    const count = Math.min(MOST_THREADS, availableParallelism());
    this.workers = Array.from({ length: count }, () => ({ thread: new InferenceThread(), frames: 0 }));
  }

  private dispatch(): void {
    const [worker] = this.workers.toSorted((left, right) => left.frames - right.frames);
    if (worker.frames === FRAMES_A_THREAD) return;
    const job = this.waiting.shift();
    if (!job) return;
    const alone = this.waiting.length === 0 && this.workers.every(({ frames }) => frames === 0);
    worker.frames++;
    job(worker.thread, alone).finally(() => {
      worker.frames--;
      this.dispatch();
    });
  }
}
