import type { FrameIdentity } from './frame/frame';
import { inEnglish, type Remark } from './words/remark';

/** ResultEvaluationEnum of OPC 40001-101 (Machinery, Result Transfer). */
export enum Evaluation {
  Undefined = 0,
  OK = 1,
  NotOK = 2,
  NotDecidable = 3,
}

/** Everything that can keep a frame from being judged; each undecided verdict names one. */
export const undecidedCauses = [
  /** More frames came than could be judged; the oldest had to go. */
  'overflow',
  /** No judgement within the station's deadline. */
  'deadline',
  /** The station is paused. */
  'paused',
  /** Another inspect node has the station's name. */
  'station',
  /** The station was taken out of the flow. */
  'removed',
  /** The trigger brought no picture. */
  'no-picture',
  /** The trigger id, part id or recipe that came with the frame cannot be right. */
  'identity',
  /** The picture cannot be decoded. */
  'undecodable',
  /** The inference process failed or is away. */
  'engine',
  /** The recipe has no detector it could use, or may not be begun. */
  'recipe',
  /** The picture is black, white, or the same grey all over: the camera does not see the part. */
  'black',
  'overexposed',
  'covered',
  /** The camera's resolution is not the one that the window was collected with. */
  'resolution',
  /** The same picture comes again and again. */
  'repeated',
] as const;

export type UndecidedCause = (typeof undecidedCauses)[number];

/** What the engine thinks of one frame, before anybody decides what the PLC hears. */
export interface Judgement {
  evaluation: Evaluation;
  /** Anomaly score, 1.0 at the threshold whatever the recipe, higher is worse; null when not scored. */
  score: number | null;
  /** The threshold in units of `score`. */
  threshold: number | null;
  /** Anomaly distance in the detector's own units. */
  rawScore: number | null;
  /** One sentence: why, for the operator. */
  reason: string;
  /** Which fitted detector decided; null while there is none. */
  modelId: string | null;
  /** Why nobody could judge the frame, for machines; there when and only when the evaluation is NotDecidable. */
  cause?: UndecidedCause;
  /** The reason, for whoever puts it into words; not everything that keeps a frame from being judged has one. */
  remark?: Remark;
}

/** The one answer to a trigger. Plain JSON, no picture in it. */
export interface Verdict extends Omit<Judgement, 'remark'> {
  pass: boolean;
  recipe: string;
  triggerId: number;
  partId: string;
  /** Unique for every verdict, for tracing through MES and logs. */
  resultId: string;
  capturedAt: string;
  decidedAt: string;
  /** Milliseconds from the frame's arrival in Node-RED to the verdict. */
  latencyMs: number;
  /** Set on a verdict that reached the PLC side later than it should have. */
  late?: boolean;
}

/** What the PLC is told about frames that come before a detector exists. */
export type WhileLearning = 'reject' | 'pass';

/** When a verdict was decided, and under which number it can be traced. */
export interface Decision {
  resultId: string;
  decidedAt: Date;
  latencyMs: number;
  whileLearning: WhileLearning;
}

/**
 * Joins a frame's identity and its judgement. `pass` is true only for OK, except while learning
 * (evaluation Undefined), where the user's choice counts.
 */
export function toVerdict(frame: FrameIdentity, judgement: Judgement, decision: Decision): Verdict {
  const learningPass = judgement.evaluation === Evaluation.Undefined && decision.whileLearning === 'pass';
  return {
    pass: judgement.evaluation === Evaluation.OK || learningPass,
    evaluation: judgement.evaluation,
    score: judgement.score,
    threshold: judgement.threshold,
    rawScore: judgement.rawScore,
    reason: judgement.reason,
    recipe: frame.recipe,
    modelId: judgement.modelId,
    triggerId: frame.triggerId,
    partId: frame.partId,
    resultId: decision.resultId,
    capturedAt: frame.capturedAt,
    decidedAt: decision.decidedAt.toISOString(),
    latencyMs: decision.latencyMs,
    ...(judgement.cause ? { cause: judgement.cause } : {}),
  };
}

/** A frame that came before there was a detector, and how far the recipe is. */
export function learning(progress: string): Judgement {
  return {
    evaluation: Evaluation.Undefined,
    score: null,
    threshold: null,
    rawScore: null,
    reason: `learning: ${progress}`,
    modelId: null,
  };
}

/** A frame that nobody can judge, and why: for machines and as a sentence. */
export function notDecidable(
  cause: UndecidedCause,
  reason: string | Remark,
  modelId: string | null = null,
): Judgement {
  return {
    evaluation: Evaluation.NotDecidable,
    score: null,
    threshold: null,
    rawScore: null,
    ...(typeof reason === 'string' ? { reason } : { reason: inEnglish(reason), remark: reason }),
    modelId,
    cause,
  };
}

/** What the engine says of one frame. */
export interface Inspection {
  judgement: Judgement;
  /** The frame as JPEG, with the heat map over it when a detector scored it; only when asked for. */
  picture: Uint8Array | null;
}
