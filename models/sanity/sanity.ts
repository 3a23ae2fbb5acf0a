import type { Doubt } from './doubt';
import { commonSize, type FrameSize, otherSize } from './frame-size';
import type { FrameLook, SeenFrame } from './look';
import { cannotSee, type NormalLook, normalLook } from './normal-look';
import { Repeats } from './repeats';

/** What a recipe's window says about how its pictures look; stored beside the model. */
export interface WindowLook {
  normal: NormalLook | null;
  size: FrameSize | null;
}

/** Learns from the frames that were kept. */
export function windowLook(looks: readonly FrameLook[]): WindowLook {
  return { normal: normalLook(looks), size: commonSize(looks) };
}

/** Whether the pictures of one recipe show anything that could be judged. */
export class Sanity {
  private repeats = new Repeats();
  /** Sizes of the frames of the window so far. */
  private sizes: FrameSize[] = [];
  private fitted: WindowLook | null = null;

  /** A window begins with these frames in it. */
  collect(looks: readonly FrameLook[]): void {
    this.repeats = new Repeats();
    this.sizes = [...looks];
    this.fitted = null;
  }

  /** A frame entered the window. */
  collected(look: FrameLook): void {
    this.sizes.push(look);
  }

  inspect(fitted: WindowLook): void {
    this.repeats = new Repeats();
    this.sizes = [];
    this.fitted = fitted;
  }

  /** Why nothing can be said about the part in this picture, or null. To be asked once a frame, in their order. */
  check(seen: SeenFrame): Doubt | null {
    const repeated = this.repeats.check(seen, this.fitted !== null);
    return (
      cannotSee(seen.look, this.fitted?.normal ?? null) ??
      otherSize(seen.look, this.fitted ? this.fitted.size : commonSize(this.sizes)) ??
      repeated
    );
  }
}
