import type { Adjustment } from '../adjustment';
import type { Choice } from '../window';
import type {
  PictureKind,
  RecentFrame,
  RefitOutcome,
  ThresholdChoice,
  ThresholdPreview,
  WindowScores,
  WindowView,
} from './views';

interface At {
  station: string;
  recipe: string;
}

/** What the reviewer asks of one recipe: arguments and results, as the calls of the protocol. */
export interface ReviewCalls {
  window: { args: At; result: WindowView };
  windowPicture: { args: At & { frame: number; as: PictureKind }; result: Uint8Array };
  choose: { args: At & { choices: { frame: number; choice: Choice | null }[] }; result: RefitOutcome };
  undo: { args: At; result: RefitOutcome };
  scores: { args: At; result: WindowScores };
  previewThreshold: { args: At & { choice: ThresholdChoice }; result: ThresholdPreview };
  /** `choice` null goes back to the automatic threshold. */
  setThreshold: {
    args: At & { choice: ThresholdChoice | null } & Pick<Adjustment, 'by' | 'note'>;
    result: WindowScores;
  };
  recent: { args: At; result: RecentFrame[] };
  recentPicture: { args: At & { frame: string; as: PictureKind }; result: Uint8Array };
}

export type ReviewCallName = keyof ReviewCalls;

export type ReviewArgs<K extends ReviewCallName> = ReviewCalls[K]['args'];
export type ReviewResult<K extends ReviewCallName> = ReviewCalls[K]['result'];

/** These fit a window or move a large file: they may take minutes. */
export const SLOW_REVIEW_CALLS: readonly string[] = ['choose', 'undo'] satisfies ReviewCallName[];

/** What the reviewer shows of a recipe beside its status. */
export interface ReviewNews {
  station: string;
  recipe: string;
  /** What has changed, for whoever looks at it; null when only the numbers have. */
  changed: 'window' | 'scores' | 'rejects' | null;
}
