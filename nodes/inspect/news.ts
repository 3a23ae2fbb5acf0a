import { EventEmitter } from 'node:events';
import type { VerdictPoint } from '../reviewer/api';

/** The views of a recipe that can change under a person who looks at them. */
export type ChangedView = 'window' | 'scores' | 'rejects';

interface NewsEvents {
  verdict: [station: string, recipe: string, point: VerdictPoint];
  changed: [station: string, recipe: string, what: ChangedView];
}

/** What stations tell whoever watches them live. */
export const news = new EventEmitter<NewsEvents>();
