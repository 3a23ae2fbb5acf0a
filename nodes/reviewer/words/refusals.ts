import type { RemarkOf } from '../../../models/words/remark';

/** Why a route refuses what a person asked for on the page, by kind; `{name}` is a value. */
export const routeRefusals = {
  'station-gone': 'There is no station "{station}" here: was it renamed or removed from the flow?',
  'recipe-gone': 'Station "{station}" has no recipe "{recipe}".',
  'other-site': 'Changes are taken only from the reviewer: this request comes from another site.',
  'pages-full': '{most} pages listen already; close some of them.',
  'text-length': '"{name}" must be a text of 1 to {most} characters.',
  'note-length': '"note" must be a text of at most {most} characters.',
  'target-range': '"falseRejectTarget" must be a number from {least} % to {most} %, written as 0.01 for 1 %.',
  'rejects-number': '"rejects" must be a list of 1 to {most} ids of results.',
  'upload-too-large': 'The recipe file is larger than 1 GB.',
} as const;

export type RouteRefusal = RemarkOf<typeof routeRefusals>;
