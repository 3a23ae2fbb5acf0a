import { setImmediate as nextTurn } from 'node:timers/promises';
import { Tensor } from 'onnxruntime-node';
import type { WindowFrame } from './window';

/** Frames per run: large enough to keep the cores busy, small enough that a frame of the line waits little. */
export const BATCH = 8;

/** Some frames as the window's graphs take them. */
interface FrameStack {
  count: number;
  /** Codes count x patches x D, units count x 1 x 1; good until the next stack. */
  inputs: Record<'patch_codes' | 'patch_unit', Tensor>;
}

/**
 * Stacks frames batch by batch. The memory goes from one pass over frames to the next: asked for anew in every pass, it took a
 * tenth of a fit. Fits that run side by side have memory of their own.
 */
export class FrameStacks {
  private readonly spare: Int16Array[] = [];

  /**
   * Between two batches the process turns to its other work.
   * @param dims length D of a patch feature
   */
  async *of(frames: readonly WindowFrame[], dims: number): AsyncGenerator<FrameStack> {
    if (frames.length === 0) return;
    const { length } = frames[0].patches.codes;
    const memory = this.take(BATCH * length);
    try {
      for (let start = 0; start < frames.length; start += BATCH) {
        const batch = frames.slice(start, start + BATCH);
        batch.forEach(({ patches }, index) => {
          memory.set(patches.codes, index * length);
        });
        const codes = memory.subarray(0, batch.length * length);
        const units = Float32Array.from(batch, ({ patches }) => patches.unit);
        yield {
          count: batch.length,
          inputs: {
            patch_codes: new Tensor('int16', codes, [batch.length, length / dims, dims]),
            patch_unit: new Tensor('float32', units, [batch.length, 1, 1]),
          },
        };
        await nextTurn();
      }
    } finally {
      this.spare.push(memory);
    }
  }

  private take(length: number): Int16Array {
    const memory = this.spare.pop();
    return memory && memory.length >= length ? memory : new Int16Array(length);
  }
}
