import type { WindowFrame } from '../learning/window';
import type { FrameLook } from '../sanity/look';
import type { Sanity } from '../sanity/sanity';
import type { RecipeStore } from '../store/recipe-store';
import type { StoreRecord } from '../store/record';
import type { StoredFrame } from '../store/stored-frame';
import { looksOf } from './fit-recipe';
import { frameRecord } from './stored-recipe';

/** The frames of a recipe's window, in memory and on their way to the disk. */
export class CollectedWindow {
  private collected: WindowFrame[] = [];
  /** Those that the disk has not taken yet, in their order. */
  private unwritten: StoreRecord<StoredFrame>[] = [];

  constructor(
    private readonly store: RecipeStore,
    private readonly sanity: Sanity,
  ) {}

  /** In the order they came; empty once the window's model judges. */
  get frames(): readonly WindowFrame[] {
    return this.collected;
  }

  /** @param stored what its journal holds already */
  begin(stored: readonly WindowFrame[]): void {
    this.collected = [...stored];
    this.unwritten = [];
    this.sanity.collect(looksOf(stored));
  }

  /**
   * @param preview the picture for the reviewer, JPEG
   * @returns its number, counted from 1
   */
  add(frame: WindowFrame & { look: FrameLook }, preview: Uint8Array): number {
    this.sanity.collected(frame.look);
    this.unwritten.push(frameRecord(frame, preview));
    return this.collected.push(frame);
  }

  /** Its model judges: of the frames, only those are needed that the disk has not taken yet. */
  fitted(): void {
    this.collected = [];
  }

  /** Nothing of it counts any more. */
  leave(): void {
    this.collected = [];
    this.unwritten = [];
  }

  /**
   * Appends to its journal what the disk has not taken yet. One that it did not take comes before those behind it, or
   * the window would miss it for good.
   * @param goesOn false once another window was begun, which may be while this one is written
   * @throws when the disk does not take a frame
   */
  async write(journal: string, goesOn: () => boolean): Promise<void> {
    const { unwritten } = this;
    for (; goesOn() && unwritten.length > 0; unwritten.shift())
      await this.store.appendFrame(journal, unwritten[0]);
  }
}
