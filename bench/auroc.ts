/**
 * Area under the ROC curve: the share of (defective, good) pairs in which the defective one scores higher, ties
 * counting half (Mann and Whitney). NaN when one of the classes is empty.
 */
export function auroc(scores: ArrayLike<number>, defective: readonly boolean[]): number {
  const order = [...defective.keys()].sort((left, right) => scores[left] - scores[right]);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    // Ties share the mean of their ranks, which are counted from 1.
    const rank = (start + 1 + end) / 2;
    for (const index of order.slice(start, end)) {
      if (!defective[index]) continue;
      positives++;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
