import { EventEmitter } from 'node:events';
import type { VerdictPoint } from '../reviewer/api';

/** The views that can change under a person who looks at them: three of a recipe, and two lists of a station. */
export type ChangedView = 'window' | 'scores' | 'rejects' | 'unjudged' | 'changes';

interface NewsEvents {
  verdict: [station: string, recipe: string, point: VerdictPoint];
  /** The recipe is '' for `unjudged` and `changes`. */
  changed: [station: string, recipe: string, what: ChangedView];
}

/** What stations tell whoever watches them live. */
export const news = new EventEmitter<NewsEvents>();
