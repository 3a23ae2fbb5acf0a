import type { Adjustment } from '../adjustment';
import type { Choice } from '../learning/window';
import type { RecipeStatus } from '../recipe/recipe-status';
import type {
  PictureKind,
  RecentFrame,
  RefitOutcome,
  RejectItem,
  RejectPage,
  ThresholdChoice,
  ThresholdPreview,
  WindowScores,
  WindowView,
} from './views';

/** Which rejects are listed. */
export interface RejectFilter {
  /** Id of the last one of the page before. */
  before?: string;
  limit: number;
  /** When they were decided, milliseconds since the epoch. */
  from?: number;
  to?: number;
  /** A part of it; case does not matter. */
  partId?: string;
  feedback?: 'good' | 'miss' | 'none';
}

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
  rejects: { args: At & { filter: RejectFilter }; result: RejectPage };
  reject: { args: At & { reject: string }; result: RejectItem };
  rejectPicture: { args: At & { reject: string; as: PictureKind }; result: Uint8Array };
  feedback: {
    args: At & { reject: string; verdict: 'good' | 'miss' | null; by: string };
    result: RejectItem;
  };
  /** Adds rejects with feedback to the window and refits. */
  learn: { args: At & { rejects: string[] }; result: RefitOutcome };
  /** Keeps one of the last frames with the rejects: it passed, though it was defective. */
  miss: { args: At & { frame: string; by: string }; result: RejectItem };
  recentPicture: { args: At & { frame: string; as: PictureKind }; result: Uint8Array };
}

/** Recipes of one station as files. `path` names a file that Node-RED made or will read. */
export interface FileCalls {
  renameRecipe: { args: At & { name: string }; result: RecipeStatus[] };
  duplicateRecipe: { args: At & { name: string }; result: RecipeStatus[] };
  removeRecipe: { args: At; result: RecipeStatus[] };
  exportRecipe: { args: At & { path: string }; result: null };
  /** `name` '' takes the one in the file. */
  importRecipe: {
    args: { station: string; path: string; name: string };
    result: { name: string; statuses: RecipeStatus[] };
  };
}

export type FileCallName = keyof FileCalls;
export type FileArgs<K extends FileCallName> = FileCalls[K]['args'];
export type FileResult<K extends FileCallName> = FileCalls[K]['result'];

export type ReviewCallName = keyof ReviewCalls;

export type ReviewArgs<K extends ReviewCallName> = ReviewCalls[K]['args'];
export type ReviewResult<K extends ReviewCallName> = ReviewCalls[K]['result'];

/** These fit a window or move a large file: they may take minutes. */
export const SLOW_CALLS: readonly string[] = [
  'choose',
  'undo',
  'learn',
  'duplicateRecipe',
  'exportRecipe',
  'importRecipe',
] satisfies (ReviewCallName | FileCallName)[];

/** What the reviewer shows of a recipe beside its status. */
export interface ReviewNumbers {
  /** Running median of the anomaly distances against the window's: 0.3 is 30 % more; null while it is too early. */
  drift: { change: number; since: string } | null;
  rejects: { count: number; megabytes: number };
  /** On disk, window and models. */
  megabytes: number;
}

export interface ReviewNews {
  station: string;
  recipe: string;
  /** What has changed, for whoever looks at it; null when only the numbers have. */
  changed: 'window' | 'scores' | 'rejects' | null;
  numbers: ReviewNumbers;
}
