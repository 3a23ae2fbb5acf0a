import { quantile } from '../statistics';

/** Removed frames that deviate from the kept ones in the same way. */
export interface AlikeGroup {
  /** Indices of frames. */
  members: number[];
}

/** Cosine of two deviations from which on they may count as the same. */
const SAME_DIRECTION = 0.6;
/** Kept frames of some parts resemble each other too: a group must be closer than this share of their pairs. */
const CLOSER_THAN = 0.95;
/** So many kept frames say how much they resemble each other. */
const MOST_COMPARED = 60;
/** Fewer frames are no group worth a question. */
const SMALLEST_GROUP = 3;

/**
 * Finds removed frames that look alike. Defects differ from good parts each in its own way; a rare good variant (a
 * pose, a batch) and a defect that comes back differ all in the same way: their features deviate from the kept mean
 * in one direction. Only a person can tell those two apart.
 * @param removed indices of the removed frames
 * @param kept indices of the kept ones
 * @param cosine of the deviations of two frames from the mean of the kept ones
 */
export function alikeGroups(
  removed: readonly number[],
  kept: readonly number[],
  cosine: (left: number, right: number) => number,
): AlikeGroup[] {
  const compared = kept.slice(0, MOST_COMPARED);
  const usual = compared.flatMap((left, at) => compared.slice(at + 1).map((right) => cosine(left, right)));
  const same = Math.max(SAME_DIRECTION, quantile(usual, CLOSER_THAN));
  const groups: AlikeGroup[] = [];
  for (const frame of removed) {
    const group = groups.find(({ members }) => meanCosine(frame, members, cosine) >= same);
    if (group) group.members.push(frame);
    else groups.push({ members: [frame] });
  }
  return groups.filter(({ members }) => members.length >= SMALLEST_GROUP);
}

function meanCosine(
  frame: number,
  members: readonly number[],
  cosine: (left: number, right: number) => number,
): number {
  return members.reduce((sum, member) => sum + cosine(frame, member), 0) / members.length;
}
