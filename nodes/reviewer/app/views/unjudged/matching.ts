import type { UnjudgedFrame } from '../../../api';

/** What a person filters the frames by; empty strings filter nothing. */
export interface UnjudgedFilters {
  partId: string;
  cause: string;
}

export const noFilters: UnjudgedFilters = { partId: '', cause: '' };

/** The frames that match; the part as in the list of rejects: any piece of it, in any case. */
export function matching(
  frames: readonly UnjudgedFrame[],
  { partId, cause }: UnjudgedFilters,
): UnjudgedFrame[] {
  const part = partId.trim().toLowerCase();
  return frames.filter(
    (frame) => (cause === '' || frame.cause === cause) && frame.partId.toLowerCase().includes(part),
  );
}
