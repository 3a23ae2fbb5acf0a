import { useRef, useState } from 'preact/hooks';

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
}

export type Announce = (text: string, tone?: Toast['tone']) => void;

export interface Toasts {
  list: Toast[];
  announce: Announce;
  dismiss(id: number): void;
  /**
   * While somebody listens, bad news is theirs to show.
   * @returns what ends that
   */
  listen(hear: (text: string, tone: Toast['tone']) => void): () => void;
}

/** Good news goes by itself; bad news stays until it is dismissed. */
const SHOWN_MS = 5000;

export function useToasts(): Toasts {
  const [list, setList] = useState<Toast[]>([]);
  const next = useRef(0);
  const listener = useRef<Parameters<Toasts['listen']>[0] | null>(null);
  const dismiss = (id: number) => setList((now) => now.filter((toast) => toast.id !== id));
  return {
    list,
    dismiss,
    listen(hear) {
      listener.current = hear;
      return () => {
        if (listener.current === hear) listener.current = null;
      };
    },
    announce(text, tone = 'good') {
      listener.current?.(text, tone);
      if (listener.current && tone === 'bad') return;
      const id = next.current++;
      setList((now) => [...now.filter((toast) => toast.text !== text).slice(-2), { id, text, tone }]);
      if (tone === 'good') setTimeout(() => dismiss(id), SHOWN_MS);
    },
  };
}
