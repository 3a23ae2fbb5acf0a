import type { ChoicesRequest, WindowFrameView } from '../../../api';

export type Choice = ChoicesRequest['choices'][number]['choice'];
/** What a person has chosen and not refitted yet, by frame. */
export type Pending = ReadonlyMap<number, Choice>;

/** Notes a choice; one that is what the window already has is none. */
export function withChoice(pending: Pending, frames: readonly WindowFrameView[], choice: Choice): Pending {
  const next = new Map(pending);
  for (const frame of frames) {
    if (frame.choice === choice) next.delete(frame.frame);
    else next.set(frame.frame, choice);
  }
  return next;
}

/** Whether the frame will be in the window as far as people have chosen; SROC may yet decide otherwise. */
export function staysKept(frame: WindowFrameView, pending: Pending): boolean {
  const choice = pending.has(frame.frame) ? pending.get(frame.frame) : frame.choice;
  return choice ? choice === 'keep' : frame.kept;
}

export function toRequest(pending: Pending, note: string): ChoicesRequest {
  const choices = [...pending].map(([frame, choice]) => ({ frame, choice }));
  return note.trim() === '' ? { choices } : { choices, note: note.trim() };
}

export type Sorting = 'worst' | 'best' | 'newest';
export type Filter = 'all' | 'kept' | 'removed' | 'chosen';

/** The frames that the gallery shows, in its order. */
export function arranged(
  frames: readonly WindowFrameView[],
  sorting: Sorting,
  filter: Filter,
  pending: Pending,
): WindowFrameView[] {
  const shown = frames.filter((frame) => {
    if (filter === 'kept') return frame.kept;
    if (filter === 'removed') return !frame.kept;
    return filter === 'all' || frame.choice !== null || pending.has(frame.frame);
  });
  if (sorting === 'newest') return shown.sort((left, right) => right.frame - left.frame);
  const sign = sorting === 'worst' ? -1 : 1;
  return shown.sort((left, right) => sign * (left.score - right.score) || left.frame - right.frame);
}
