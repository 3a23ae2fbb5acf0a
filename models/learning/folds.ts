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
