import { Lane } from '../concurrency/lane';
import { Drift } from '../drift';
import type { Fitted } from '../recipe/fitted';
import { median } from '../statistics';
import type { RecipeStore } from '../store/recipe-store';

/** Watches the drift of one recipe and keeps it in the recipe's folder, hour by hour. */
export class DriftWatch {
  private drift = new Drift();
  private readonly writes = new Lane();
  private reference: { model: Fitted; log: number } | null = null;

  constructor(private readonly store: RecipeStore) {}

  async load(): Promise<void> {
    const state = await this.store.readDrift();
    if (state) this.drift = new Drift(state);
  }

  get view(): Drift['view'] {
    return this.drift.view;
  }

  /** A frame was judged by this model. */
  judged(model: Fitted, rawScore: number): void {
    if (!this.drift.add(Math.log(rawScore) - this.referenceOf(model), Date.now())) return;
    this.save();
  }

  /** A new window begins. */
  forget(): void {
    this.drift = new Drift();
    this.reference = null;
  }

  async close(): Promise<void> {
    if (this.drift.state.hours.length > 0) this.save();
    await this.writes.run(() => undefined);
  }

  /** Losing it costs an hour's median, nothing that a person must hear of. */
  private save(): void {
    const { state } = this.drift;
    this.writes.run(() => this.store.writeDrift(state)).catch(() => undefined);
  }

  /** Median of the logarithms of the window's out-of-fold distances. */
  private referenceOf(model: Fitted): number {
    if (this.reference?.model !== model) {
      const kept = model.frames.filter((frame) => frame.kept);
      this.reference = { model, log: median(kept.map(({ outOfFold }) => Math.log(outOfFold))) };
    }
    return this.reference.log;
  }
}
