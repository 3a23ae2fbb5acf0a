import type { FrameIdentity, FrameImage } from '../frame/frame';
import type { CodedPatches, FrameFeatures } from '../frame/frame-features';
import type { WindowFrame } from '../learning/window';
import type { FrameLook } from '../sanity/look';
import { Evaluation, type Judgement } from '../verdict';
import type { RecentFrame } from './views';

/** A frame that a detector judged, with all that is needed to look at it and to learn from it. */
export interface JudgedFrame extends WindowFrame {
  /** The verdict's number. */
  resultId: string;
  decidedAt: string;
  judgement: ScoredJudgement;
  /** As the camera sent it. */
  image: FrameImage;
  /** Anomaly map, `side` x `side`. */
  heat: Float32Array;
  side: number;
}

/** A judgement by a detector. */
export type ScoredJudgement = Judgement & {
  evaluation: Evaluation.OK | Evaluation.NotOK;
  score: number;
  rawScore: number;
  modelId: string;
};

export function isScored(judgement: Judgement): judgement is ScoredJudgement {
  const { evaluation, score, rawScore, modelId } = judgement;
  return (
    (evaluation === Evaluation.OK || evaluation === Evaluation.NotOK) &&
    score !== null &&
    rawScore !== null &&
    modelId !== null
  );
}

const MOST_FRAMES = 100;
const MOST_BYTES = 64e6;

/** The last frames of a station that were judged. Pictures are kept as they came; nothing is decoded for it. */
export class RecentFrames {
  private frames: JudgedFrame[] = [];
  private bytes = 0;

  push(frame: JudgedFrame): void {
    this.frames.push(frame);
    this.bytes += bytesOf(frame);
    while (this.frames.length > 1 && (this.frames.length > MOST_FRAMES || this.bytes > MOST_BYTES)) {
      const oldest = this.frames.shift();
      if (oldest) this.bytes -= bytesOf(oldest);
    }
  }

  /** The oldest first. */
  of(recipe: string): JudgedFrame[] {
    return this.frames.filter(({ identity }) => identity.recipe === recipe);
  }

  find(recipe: string, resultId: string): JudgedFrame | null {
    return this.of(recipe).find((frame) => frame.resultId === resultId) ?? null;
  }

  forget(recipe: string): void {
    this.frames = this.frames.filter(({ identity }) => identity.recipe !== recipe);
    this.bytes = this.frames.reduce((sum, frame) => sum + bytesOf(frame), 0);
  }
}

export function judgedFrame(
  resultId: string,
  identity: FrameIdentity,
  image: FrameImage,
  { patches, pooled, side }: Pick<FrameFeatures, 'pooled' | 'side'> & { patches: CodedPatches },
  look: FrameLook,
  judgement: ScoredJudgement,
  heat: Float32Array,
): JudgedFrame {
  const decidedAt = new Date().toISOString();
  return { resultId, identity, decidedAt, judgement, image, patches, pooled, look, heat, side };
}

export function recentView({ resultId, identity, judgement, decidedAt }: JudgedFrame): RecentFrame {
  const { evaluation, score } = judgement;
  return {
    frame: resultId,
    evaluation,
    score,
    partId: identity.partId,
    triggerId: identity.triggerId,
    decidedAt,
  };
}

function bytesOf({ image, patches, pooled, heat }: JudgedFrame): number {
  return image.data.length + patches.codes.byteLength + pooled.byteLength + heat.byteLength;
}
