import { type Inspection, notDecidable, type UndecidedCause } from '../verdict';
import { remarkOf } from '../words/remark';

export interface QueueLimits {
  /** Frames that may wait; beyond it the oldest waiting one is answered unjudged. */
  frames: number;
  /** Megabytes that may wait. */
  megabytes: number;
  /** Milliseconds from arrival to verdict; 0 for no deadline. */
  deadlineMs: number;
}

/** Frames that are with the engine at once: two are inferred, two wait for that, and two are decoded. */
export const IN_FLIGHT = 6;

interface Job {
  bytes: number;
  run: () => Promise<Inspection>;
  answer: (inspection: Inspection) => void;
  deadline: NodeJS.Timeout | null;
  answered: boolean;
}

/**
 * The bounded queue of one station. Every frame pushed is answered exactly once, whatever happens: with the
 * engine's judgement, or unjudged with the reason (overflow, deadline, engine failure).
 */
export class StationQueue {
  private readonly waiting: Job[] = [];
  private waitingBytes = 0;
  private inFlight = 0;

  constructor(public limits: QueueLimits) {}

  get length(): number {
    return this.waiting.length + this.inFlight;
  }

  /** @param receivedAt milliseconds since the epoch; the deadline counts from here. */
  push(bytes: number, receivedAt: number, run: () => Promise<Inspection>): Promise<Inspection> {
    return new Promise((answer) => {
      const job: Job = { bytes, run, answer, deadline: null, answered: false };
      if (this.limits.deadlineMs > 0) {
        const left = Math.max(0, receivedAt + this.limits.deadlineMs - Date.now());
        const expire = () =>
          this.giveUp(job, 'deadline', `no verdict within the deadline of ${this.limits.deadlineMs} ms`);
        job.deadline = setTimeout(expire, left);
      }
      this.waiting.push(job);
      this.waitingBytes += bytes;
      this.dispatch();
      this.shedOldest();
    });
  }

  /** Answers everything that waits: its station was removed. */
  drain(reason: string): void {
    for (const job of [...this.waiting]) this.giveUp(job, 'removed', reason);
  }

  private shedOldest(): void {
    while (
      this.waiting.length > this.limits.frames ||
      (this.waiting.length > 1 && this.waitingBytes > this.limits.megabytes * 1e6)
    ) {
      this.giveUp(
        this.waiting[0],
        'overflow',
        'frames arrive faster than they can be judged: the oldest waiting frame was answered unjudged',
      );
    }
  }

  private dispatch(): void {
    while (this.inFlight < IN_FLIGHT && this.waiting.length > 0) {
      const job = this.waiting[0];
      this.forget(job);
      this.inFlight++;
      judged(job).then((inspection) => this.finish(job, inspection));
    }
  }

  private finish(job: Job, inspection: Inspection): void {
    this.inFlight--;
    this.settle(job, inspection);
    this.dispatch();
  }

  private giveUp(job: Job, cause: UndecidedCause, reason: string): void {
    this.forget(job);
    this.settle(job, { judgement: notDecidable(cause, reason), picture: null });
  }

  private forget(job: Job): void {
    const index = this.waiting.indexOf(job);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.waitingBytes -= job.bytes;
  }

  private settle(job: Job, inspection: Inspection): void {
    if (job.answered) return;
    job.answered = true;
    if (job.deadline) clearTimeout(job.deadline);
    job.answer(inspection);
  }
}

/** Never rejects: a frame that the engine fails on is a frame nobody can judge. */
async function judged(job: Job): Promise<Inspection> {
  try {
    return await job.run();
  } catch (error) {
    return { judgement: notDecidable('engine', remarkOf(error)), picture: null };
  }
}
