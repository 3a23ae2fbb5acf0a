import { useTools } from '../app-context';
import { Notice } from './notice';

/** Why the controls of this view cannot be used; nothing when they can. */
export function ReadOnly() {
  const { mayWrite, say } = useTools();
  return mayWrite ? null : <Notice tone="info">{say('readOnly')}</Notice>;
}
