import type { Say, TextKey } from '../../words/texts';

const words: Record<string, TextKey> = {
  refit: 'audit.choices',
  'undo refit': 'audit.undo',
  threshold: 'audit.threshold',
  'automatic threshold': 'audit.automatic',
  feedback: 'audit.feedback',
  'learn rejects': 'audit.learn',
  miss: 'audit.miss',
  pause: 'audit.pause',
  resume: 'audit.resume',
  train: 'audit.train',
  cancel: 'audit.cancel',
  reset: 'audit.reset',
  rename: 'audit.rename',
  duplicate: 'audit.duplicate',
  delete: 'audit.delete',
  import: 'audit.import',
};

/** What was done, in words; an action without words stands for itself. */
export function actionInWords(action: string, say: Say): string {
  return Object.hasOwn(words, action) ? say(words[action]) : action;
}
