import { LastFew } from '../../models/last-few';
import { median, quantile } from '../../models/statistics';
import { Evaluation, type Verdict } from '../../models/verdict';
import type { Remark } from '../../models/words/remark';
import type { StationHealth, VerdictPoint } from '../reviewer/api';
import { RateMeter } from './rate-meter';
import { Silence } from './silence';
import { Unjudged } from './unjudged';

const POINTS_KEPT = 1000;
const LATENCIES_KEPT = 100;
/** A recipe field that changes with every part must not fill the memory; the engine takes no more either. */
const MOST_RECIPES = 100;

export type LiveNumbers = Pick<
  StationHealth,
  'framesPerSecond' | 'latencyMs' | 'lastFrameAt' | 'silentForSeconds'
>;

interface RecipeLive {
  points: LastFew<VerdictPoint>;
  rate: RateMeter;
}

/** How a station is doing: pace, latency, silence, the last verdicts of each recipe and the last frames nobody judged. Times are milliseconds since the epoch. */
export class StationLive {
  readonly unjudged = new Unjudged();
  private readonly recipes = new Map<string, RecipeLive>();
  private readonly rate = new RateMeter();
  private readonly silence: Silence;
  private readonly latencies = new LastFew<number>(LATENCIES_KEPT);

  /** @param since when the station began */
  constructor(since: number) {
    this.silence = new Silence(since);
  }

  arrived(now: number): void {
    this.rate.count(now);
    this.silence.frame(now);
  }

  /** @param remark why nobody could judge it, when there are words for that */
  answered(verdict: Verdict, now: number, remark: Remark | null = null): VerdictPoint {
    const point = toPoint(verdict);
    const { cause, recipe } = verdict;
    const { points, rate } = this.recipe(recipe);
    points.push(point);
    rate.count(now);
    if (verdict.evaluation !== Evaluation.NotDecidable) this.latencies.push(verdict.latencyMs);
    if (cause) {
      const { resultId, at, triggerId, partId } = point;
      this.unjudged.push({ resultId, at, triggerId, partId, recipe, cause, remark });
    }
    return point;
  }

  numbers(now: number): LiveNumbers {
    const { items } = this.latencies;
    const { lastFrameAt } = this.silence;
    return {
      framesPerSecond: Number(this.rate.rate(now).toFixed(2)),
      latencyMs:
        items.length === 0
          ? null
          : { median: Math.round(median(items)), p95: Math.round(quantile(items, 0.95)) },
      lastFrameAt: lastFrameAt === null ? null : new Date(lastFrameAt).toISOString(),
      silentForSeconds: this.silence.seconds(now),
    };
  }

  /** The last verdicts of a recipe, the oldest first. */
  verdicts(recipe: string): readonly VerdictPoint[] {
    return this.recipes.get(recipe)?.points.items ?? [];
  }

  /** Frames a second of one recipe over the last minute. */
  pace(recipe: string, now: number): number {
    return this.recipes.get(recipe)?.rate.rate(now) ?? 0;
  }

  forget(recipe: string): void {
    this.recipes.delete(recipe);
  }

  /** The recipe that was used longest ago makes room. */
  private recipe(name: string): RecipeLive {
    const live = this.recipes.get(name) ?? { points: new LastFew(POINTS_KEPT), rate: new RateMeter() };
    this.recipes.delete(name);
    this.recipes.set(name, live);
    for (const oldest of this.recipes.keys()) {
      if (this.recipes.size <= MOST_RECIPES) break;
      this.recipes.delete(oldest);
    }
    return live;
  }
}

function toPoint(verdict: Verdict): VerdictPoint {
  return {
    resultId: verdict.resultId,
    at: verdict.decidedAt,
    evaluation: verdict.evaluation,
    rawScore: verdict.rawScore,
    score: verdict.score,
    modelId: verdict.modelId,
    triggerId: verdict.triggerId,
    partId: verdict.partId,
    ...(verdict.cause ? { cause: verdict.cause } : {}),
  };
}
