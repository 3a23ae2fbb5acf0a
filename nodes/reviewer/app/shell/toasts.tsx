import { useTools } from '../app-context';
import { Button } from '../parts/button';
import { Notice } from '../parts/notice';
import type { Toast, Toasts } from './use-toasts';

/** How things went that a person asked for. */
export function ToastList({ toasts }: { toasts: Toasts }) {
  const { say } = useTools();
  const shown = (wanted: Toast['tone']) =>
    toasts.list
      .filter(({ tone }) => tone === wanted)
      .map(({ id, text, tone }) => (
        <div key={id} class="toast">
          <Notice tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
            {text}
          </Notice>
          <Button icon="close" label={say('action.dismiss')} onClick={() => toasts.dismiss(id)} />
        </div>
      ));
  return (
    <div class="toasts">
      {shown('bad')}
      <div role="status">{shown('good')}</div>
    </div>
  );
}
