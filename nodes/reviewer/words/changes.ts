import { fillIn, type NamesIn } from '../../../models/words/remark';

/** What a change did, by kind; `{name}` is a value. Frames have the numbers that the page shows. */
export const changeDetails = {
  named: 'as "{name}"',
  kept: 'frames kept: {frames}',
  'left-out': 'frames left out: {frames}',
  automatic: 'frames left to SROC: {frames}',
  learned: 'rejects: {rejects}',
  refitted: 'removed {removedBefore} of {framesBefore} -> {removed} of {frames}',
  moved: '{before} -> {after}',
  target: 'for {percent} % false rejects',
  good: 'it was good',
  miss: 'it was a miss',
  'taken-back': 'taken back',
  'by-message': 'by a message of the flow',
  trigger: 'trigger {trigger}',
  part: 'part {part}',
} as const;

type Texts = typeof changeDetails;

export type ChangeDetail = {
  [Kind in keyof Texts]: { kind: Kind } & { [Name in NamesIn<Texts[Kind]>]: string | number };
}[keyof Texts];

export function detailInEnglish(detail: ChangeDetail): string {
  return fillIn(changeDetails[detail.kind], detail);
}
