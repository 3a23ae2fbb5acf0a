import { median } from '../statistics';

/** Frames closer than this share of the window's median distance show the same part in the same place. */
const NEAR = 0.15;

/**
 * Groups frames that show the same thing twice: a part that was photographed again, a stopped belt, one defect
 * that comes back. A group counts once in the sums of every model and is never split over folds, or a frame would be
 * scored by a detector that saw its twin; in thresholds each of its frames counts.
 * @param distance of two frames, by index
 * @returns the group of every frame: the index of its first member
 */
export function nearDuplicates(count: number, distance: (left: number, right: number) => number): number[] {
  const group = Array.from({ length: count }, (_, index) => index);
  const distances: number[] = [];
  for (let left = 0; left < count; left++) {
    for (let right = left + 1; right < count; right++) distances.push(distance(left, right));
  }
  const near = NEAR * median(distances);
  let pair = 0;
  for (let left = 0; left < count; left++) {
    for (let right = left + 1; right < count; right++) {
      if (distances[pair++] <= near) join(group, left, right);
    }
  }
  return group.map((_, index) => root(group, index));
}

function root(group: readonly number[], index: number): number {
  let found = index;
  while (group[found] !== found) found = group[found];
  return found;
}

function join(group: number[], left: number, right: number): void {
  const [first, second] = [root(group, left), root(group, right)].sort((one, other) => one - other);
  group[second] = first;
}
