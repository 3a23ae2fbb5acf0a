import type { Verdict } from '../../models/verdict';

/** What is kept of a verdict. */
export type Heard = Pick<Verdict, 'triggerId' | 'partId'> & Partial<Verdict>;

interface Expected {
  triggerId: number;
  /** Verdicts that came, without those marked late that follow another. */
  heard: number;
  /** Need not be answered. */
  forgiven: boolean;
  answered: (verdict: Heard) => void;
}

/** Which frames were sent and which verdicts came: the judge of every fault. */
export class Book {
  late = 0;
  doubled = 0;
  wrongId = 0;
  readonly examples: string[] = [];
  private readonly parts = new Map<string, Expected>();
  private open = 0;
  private wake: (() => void) | null = null;

  get expected(): number {
    return [...this.parts.values()].filter(({ forgiven }) => !forgiven).length;
  }

  get unanswered(): number {
    return this.open;
  }

  /** @returns the first verdict for this part */
  expect(partId: string, triggerId: number): Promise<Heard> {
    this.open++;
    return new Promise((answered) => {
      this.parts.set(partId, { triggerId, heard: 0, forgiven: false, answered });
    });
  }

  /** Whoever had the unanswered frames is gone: an answer may still come, or not. @returns how many they are */
  forgive(): number {
    const gone = [...this.parts.values()].filter(({ heard, forgiven }) => heard === 0 && !forgiven);
    for (const part of gone) {
      part.forgiven = true;
      this.settled();
    }
    return gone.length;
  }

  hear(verdict: Heard): void {
    const part = this.parts.get(verdict.partId);
    if (!part || part.triggerId !== verdict.triggerId) {
      this.wrongId++;
      this.remember(`trigger ${verdict.triggerId} of part "${verdict.partId}" is nobody's`);
      return;
    }
    if (verdict.late) this.late++;
    if (part.heard > 0 && verdict.late) return;
    part.heard++;
    if (part.heard > 1) {
      this.doubled++;
      this.remember(`part "${verdict.partId}" was answered again: ${verdict.reason ?? ''}`);
      return;
    }
    part.answered(verdict);
    if (!part.forgiven) this.settled();
  }

  /** Waits until every part is answered, at most so long. @returns how many are not */
  async complete(patienceMs: number): Promise<number> {
    if (this.open === 0) return 0;
    const timer = setTimeout(() => this.wake?.(), patienceMs);
    await new Promise<void>((done) => {
      this.wake = done;
    });
    clearTimeout(timer);
    this.wake = null;
    for (const [partId, { heard, forgiven }] of this.parts)
      if (heard === 0 && !forgiven) this.remember(`part "${partId}" has none`);
    return this.open;
  }

  private settled(): void {
    this.open--;
    if (this.open === 0) this.wake?.();
  }

  private remember(example: string): void {
    if (this.examples.length < 5) this.examples.push(example);
  }
}
