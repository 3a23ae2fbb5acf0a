import type { FitSummary } from '../../models/recipe/recipe-status';
import type { ThresholdChoice, WindowScores } from '../../models/review/views';
import type { UndecidedCause } from '../../models/verdict';
import type { Remark } from '../../models/words/remark';
import type { ChangeDetail } from './words/changes';
import type { RouteRefusal } from './words/refusals';

export type { Feedback } from '../../models/store/reject-log';

/**
 * What the reviewer's page and Node-RED tell each other: JSON over HTTP below `<httpAdminRoot>/sroc-inspection/`.
 * Only types; the page and the routes are both built from them.
 *
 * Every path takes `?station=` and, unless it says otherwise, `&recipe=`. Reading needs the permission
 * `sroc-inspect.read`, changing `sroc-inspect.write`. Requests that change something carry the header
 * `X-SROC-Inspection: 1`, which no other site can send. A refusal is a RefusalAnswer with status 400 (the
 * request), 403 (a change from another site), 404 (no such station, recipe, frame or reject), 409 (not now, such as
 * a refit under way), 413 (too large) or 503 (the engine is down); 401 (not logged in or not allowed) is Node-RED's
 * own and has no JSON.
 *
 * | path                                   | answer                                                         |
 * | -------------------------------------- | -------------------------------------------------------------- |
 * | GET  overview (no station, recipe)     | Overview                                                       |
 * | GET  may-write (no station, recipe)    | 204, or 401                                                    |
 * | GET  events (no station, recipe)       | text/event-stream of ReviewerEvent                             |
 * | GET  audit (recipe optional), &limit=  | AuditEntry[], the newest first                                 |
 * | GET  window                            | WindowView                                                     |
 * | GET  window/picture &frame= &as=       | image/jpeg                                                     |
 * | POST window/choices ChoicesRequest     | RefitOutcome                                                   |
 * | POST window/undo                       | RefitOutcome                                                   |
 * | GET  scores                            | ScoresView                                                     |
 * | POST threshold/preview ThresholdChoice | ThresholdPreview; changes nothing, reading suffices            |
 * | POST threshold ThresholdRequest        | ScoresView                                                     |
 * | GET  rejects RejectQuery               | RejectPage                                                     |
 * | GET  rejects/picture &reject= &as=     | image/jpeg                                                     |
 * | POST rejects/feedback FeedbackRequest  | RejectItem                                                     |
 * | POST rejects/learn LearnRequest        | RefitOutcome                                                   |
 * | POST rejects/export ExportRequest      | application/zip: pictures, heat maps and rejects.csv           |
 * | GET  unjudged (no recipe)              | UnjudgedFrame[], the newest first                              |
 * | GET  recent                            | RecentFrame[], the newest first                                |
 * | GET  recent/picture &frame= &as=       | image/jpeg                                                     |
 * | POST recent/miss MissRequest           | RejectItem                                                     |
 * | POST station/resume (no recipe)        | Overview                                                       |
 * | POST recipe/train, /cancel, /reset     | RecipeHealth                                                   |
 * | POST recipe/rename, /duplicate NewName | Overview                                                       |
 * | POST recipe/delete Confirmation        | Overview                                                       |
 * | GET  recipe/export                     | application/octet-stream, a recipe file                        |
 * | POST recipe/import (&recipe= new name) | Overview; the body is a recipe file, application/octet-stream  |
 */

export type {
  Histogram,
  PictureKind,
  RecentFrame,
  RefitOutcome,
  RefitSide,
  RejectItem,
  RejectPage,
  ThresholdChoice,
  ThresholdPreview,
  WindowFrameView,
  WindowScores,
  WindowView,
} from '../../models/review/views';

export interface RefusalAnswer {
  /** A sentence in English. */
  error: string;
  /** The same, for whoever puts it into words; only what a person may meet has one. */
  remark?: Remark | RouteRefusal;
}

/** Everything that is seen at a glance. */
export interface Overview {
  stations: StationHealth[];
  /** Who asks; null without adminAuth, and then anyone on the network may change everything. */
  user: string | null;
  /** Whether Node-RED asks people who they are. */
  authentication: boolean;
}

export interface StationHealth {
  station: string;
  /** Id of its inspect node, for a link into the editor. */
  nodeId: string;
  /** Recipe of the last frame, or the one the node names. */
  recipe: string;
  state: 'collecting' | 'refining' | 'inspecting' | 'paused' | 'error';
  /** A message paused it: every frame is answered not decidable. */
  paused: boolean;
  /** One line in Node-RED's language, as under the node. */
  text: string;
  /** Why the engine does not answer, for whoever puts it into words; null while it does. */
  down: Remark | null;
  /** Since the last deploy that changed the station; `undecidedBy` by kind of reason. */
  counts: {
    received: number;
    ok: number;
    notOk: number;
    undecided: number;
    learning: number;
    undecidedBy: Record<string, number>;
  };
  /** Frames a second over the last minute. */
  framesPerSecond: number;
  /** Of the last 100 verdicts, milliseconds; null while there are none. */
  latencyMs: { median: number; p95: number } | null;
  /** Frames that wait now, and how many may. */
  queue: { length: number; limit: number };
  /** ISO 8601; null before the first. */
  lastFrameAt: string | null;
  /** Seconds without a frame, since the start before the first, when that is much longer than usual; null otherwise. */
  silentForSeconds: number | null;
  recipes: RecipeHealth[];
}

export interface RecipeHealth {
  recipe: string;
  state: 'collecting' | 'refining' | 'inspecting' | 'error';
  collected: number;
  windowSize: number;
  /** Until the window is full, at the pace of the last minute; null when unknown or not collecting. */
  secondsLeft: number | null;
  /** Nothing judges, and the detector that did before this window was begun can be gone back to. */
  cancellable: boolean;
  /** A refit that a person asked for is under way; inspection goes on with the model before. */
  refitting: boolean;
  fit: FitSummary | null;
  /** What a person has to know, in English, or null. */
  notice: string | null;
  /** The notice, for whoever puts it into words. */
  remark: Remark | null;
  /** Running median of the anomaly distances against the window's: 0.3 is 30 % more; null while it is too early to tell. */
  drift: { change: number; since: string } | null;
  rejects: { count: number; megabytes: number };
  /** On disk, window and models. */
  megabytes: number;
}

/** Refits the window with these frames kept or removed by a person; null leaves a frame to SROC again. */
export interface ChoicesRequest {
  choices: { frame: number; choice: 'keep' | 'remove' | null }[];
  note?: string;
}

export interface ScoresView extends WindowScores {
  /** The last 1,000 verdicts of this recipe, the oldest first. */
  recent: VerdictPoint[];
}

export interface VerdictPoint {
  resultId: string;
  at: string;
  evaluation: 0 | 1 | 2 | 3;
  /** Anomaly distance in the units of the thresholds; null when not scored. Comparable among one model's verdicts. */
  rawScore: number | null;
  score: number | null;
  modelId: string | null;
  triggerId: number;
  partId: string;
  /** Why nobody could judge it; there when and only when the evaluation is 3. */
  cause?: UndecidedCause;
}

/** One of the last frames of a station that nobody could judge; kept in memory, 50 of each cause. */
export interface UnjudgedFrame extends Pick<VerdictPoint, 'resultId' | 'at' | 'triggerId' | 'partId'> {
  recipe: string;
  cause: UndecidedCause;
  /** The cause at length, for whoever puts it into words; not every one has that. */
  remark: Remark | null;
}

export interface ThresholdRequest extends ThresholdChoice {
  /** True goes back to the automatic threshold for the node's own target. */
  automatic?: boolean;
  note: string;
}

/** Filters; all optional. `before` is the id of the last reject of the page before. */
export interface RejectQuery {
  before?: string;
  /** At most 200, by default 50. */
  limit?: string;
  from?: string;
  to?: string;
  partId?: string;
  feedback?: 'good' | 'miss' | 'none';
}

export interface FeedbackRequest {
  reject: string;
  verdict: 'good' | 'miss' | null;
}

/** Adds the frames with feedback to the window (`good` as kept, `miss` as removed) and refits. */
export interface LearnRequest {
  rejects: string[];
  note?: string;
}

export interface ExportRequest {
  rejects: string[];
}

/** This frame passed, though its part was defective: it is kept with the rejects. */
export interface MissRequest {
  frame: string;
}

export interface NewName {
  name: string;
}

export interface Confirmation {
  /** The recipe's name once more. */
  confirm: string;
}

export interface AuditEntry {
  at: string;
  user: string;
  station: string;
  recipe: string;
  action: string;
  /** In English, with the ids of models and results that the change was about. */
  detail: string;
  /** The same without ids, for whoever puts it into words; older entries have none. */
  details?: ChangeDetail[];
  note: string;
}

/** `data` of a server-sent event, named by `type` too. */
export type ReviewerEvent =
  /** At most twice a second, when anything in it has changed. */
  | { type: 'overview'; overview: Overview }
  /** Verdicts since the last event, at most twice a second. */
  | { type: 'verdicts'; station: string; recipe: string; verdicts: VerdictPoint[] }
  /** What a view shows has changed: ask for it again. `unjudged` and `changes` are of the whole station, with no recipe. */
  | {
      type: 'changed';
      station: string;
      recipe: string;
      what: 'window' | 'scores' | 'rejects' | 'unjudged' | 'changes';
    };
