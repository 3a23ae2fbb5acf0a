import { Lane } from '../concurrency/lane';
import type { RecipePointer } from '../store/recipe-pointer';
import type { RecipeStore } from '../store/recipe-store';
import { type Remark, remarkOf } from '../words/remark';

/**
 * What a recipe writes, one thing after the other. A failing disk must not stop the line: the recipe goes on with what
 * is in memory, and `trouble` says so.
 */
export class RecipeDisk {
  readonly writes = new Lane();
  /** What a person has to know while the disk lags behind the memory, or null. */
  trouble: Remark | null = null;
  private stored: RecipePointer | null = null;

  /** @param told called when `trouble` has changed */
  constructor(
    private readonly store: RecipeStore,
    private readonly told: () => void,
  ) {}

  /** This pointer was read from the disk. */
  found(pointer: RecipePointer): void {
    this.stored = pointer;
  }

  /** Writes the pointer unless it is there. @throws when it cannot be written */
  async point(pointer: RecipePointer): Promise<void> {
    if (pointer === this.stored) return;
    await this.store.writePointer(pointer);
    this.stored = pointer;
  }

  /**
   * Never rejects.
   * @param againMs when to try again after a failure; only what a later write does not bring anyway needs it
   */
  write(task: () => Promise<void>, againMs?: number): Promise<void> {
    return this.writes.run(async () => {
      try {
        await task();
        if (this.trouble !== null) this.tell(null);
      } catch (error) {
        this.tell({ kind: 'not-stored', recipe: this.store.recipe, error: remarkOf(error) });
        if (againMs) setTimeout(() => this.write(task, againMs), againMs).unref();
      }
    });
  }

  private tell(trouble: Remark | null): void {
    this.trouble = trouble;
    this.told();
  }
}
