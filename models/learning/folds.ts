/** Folds for out-of-fold scoring. */
export const FOLDS = 5;

/**
 * Fold (0..4) of every frame. Groups are dealt out in turn, so that the folds are of about the same length and
 * spread over the whole window.
 * @param groups group of every frame, as `nearDuplicates` gives them
 */
export function assignFolds(groups: readonly number[]): number[] {
  const foldOf = new Map<number, number>();
  return groups.map((group) => {
    const known = foldOf.get(group);
    if (known !== undefined) return known;
    const fold = foldOf.size % FOLDS;
    foldOf.set(group, fold);
    return fold;
  });
}

/** What one model of some folds is for. */
interface FoldTurn {
  /** Folds left out of the model. */
  left: readonly number[];
  /** Those of them that it scores. */
  scored: readonly number[];
}

/**
 * So that every fold is scored once, by a model without it.
 * @param without so many folds are left out of each model, 1..4
 */
export function foldTurns(without: number): FoldTurn[] {
  const turns: FoldTurn[] = [];
  for (let first = 0; first < FOLDS; first += without) {
    const left = Array.from({ length: without }, (_, step) => (first + step) % FOLDS);
    turns.push({ left, scored: left.filter((fold) => fold >= first) });
  }
  return turns;
}
