import type { RecipeStatus } from '../../models/recipe/recipe-status';
import type { ReviewNumbers } from '../../models/review/calls';
import { inEnglish } from '../../models/words/remark';
import type { Station } from '../inspect/station';
import { runningStations } from '../inspect/stations';
import type { RecipeHealth, StationHealth } from './api';

const NO_NUMBERS: ReviewNumbers = { drift: null, rejects: { count: 0, megabytes: 0 }, megabytes: 0 };

/** Every station that a node stands for, in the order of their names. */
export function stationsHealth(now = Date.now()): StationHealth[] {
  return runningStations()
    .map(({ nodeId, station }) => stationHealth(nodeId, station, now))
    .sort((left, right) => left.station.localeCompare(right.station));
}

function stationHealth(nodeId: string, station: Station, now: number): StationHealth {
  const { tally, queueLength, options, view } = station;
  const shown = view?.summary() ?? { recipe: '', state: 'paused' as const, text: '', down: null };
  return {
    station: station.name,
    nodeId,
    ...shown,
    paused: station.paused,
    counts: tally.now,
    ...station.live.numbers(now),
    queue: { length: queueLength, limit: options.limits.frames },
    recipes: [...station.recipes.values()]
      .map((status) => recipeHealth(station, status, now))
      .sort((left, right) => left.recipe.localeCompare(right.recipe)),
  };
}

export function recipeHealth(station: Station, status: RecipeStatus, now = Date.now()): RecipeHealth {
  const { recipe, phase, collected, windowSize, cancellable, refitting, fit, remark } = status;
  const pace = station.live.pace(recipe, now);
  return {
    recipe,
    state: phase,
    collected,
    windowSize,
    secondsLeft: phase === 'collecting' && pace > 0 ? Math.round((windowSize - collected) / pace) : null,
    cancellable,
    refitting,
    fit,
    notice: remark && inEnglish(remark),
    remark,
    ...(station.numbers.get(recipe) ?? NO_NUMBERS),
  };
}
