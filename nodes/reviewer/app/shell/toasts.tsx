import { useRef, useState } from 'preact/hooks';
import { useTools } from '../app-context';
import { Button } from '../parts/button';
import { Notice } from '../parts/notice';

interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
}

export interface Toasts {
  list: Toast[];
  announce(text: string, tone?: Toast['tone']): void;
  dismiss(id: number): void;
}

/** Good news goes by itself; bad news stays until it is dismissed. */
const SHOWN_MS = 5000;

export function useToasts(): Toasts {
  const [list, setList] = useState<Toast[]>([]);
  const next = useRef(0);
  const dismiss = (id: number) => setList((now) => now.filter((toast) => toast.id !== id));
  return {
    list,
    dismiss,
    announce(text, tone = 'good') {
      const id = next.current++;
      setList((now) => [...now.filter((toast) => toast.text !== text).slice(-2), { id, text, tone }]);
      if (tone === 'good') setTimeout(() => dismiss(id), SHOWN_MS);
    },
  };
}

/** How things went that a person asked for. */
export function ToastList({ toasts }: { toasts: Toasts }) {
  const { say } = useTools();
  return (
    <div class="toasts" role="status">
      {toasts.list.map(({ id, text, tone }) => (
        <div key={id} class="toast">
          <Notice tone={tone}>{text}</Notice>
          <Button icon="close" label={say('action.dismiss')} onClick={() => toasts.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
