import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Overview } from '../api';
import { type Api, ApiError } from './server/api';
import type { Live } from './server/live';

export interface Access {
  state: 'loading' | 'login' | 'in';
  mayWrite: boolean;
  /** Why it is still loading. */
  error: string | null;
  retry(): void;
  leave(): void;
}

const RETRY_MS = 3000;

/** Finds out whether the person may look and may change, and connects while somebody looks. */
export function useAccess(
  api: Api,
  live: Live,
  visible: { now(): boolean; onChange(listener: () => void): () => void },
): Access {
  const [state, setState] = useState<Access['state']>('loading');
  const [mayWrite, setMayWrite] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);

  const leave = useCallback(() => {
    live.end();
    setState('login');
  }, []);
  api.onDenied = leave;

  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const overview = await api.get<Overview>('overview');
        const may = await api.mayWrite();
        if (!wanted) return;
        live.take(overview);
        setMayWrite(may);
        // Before the views ask: what happens in between must not be missed.
        if (visible.now()) live.start();
        setState('in');
      } catch (failure) {
        if (!wanted || (failure instanceof ApiError && failure.status === 401)) return;
        setError(failure instanceof Error ? failure.message : String(failure));
        timer = setTimeout(ask, RETRY_MS);
      }
    };
    ask();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [attempt]);

  useEffect(() => {
    if (state !== 'in') return;
    const follow = () => (visible.now() ? live.start() : live.end());
    follow();
    const end = visible.onChange(follow);
    return () => {
      end();
      live.end();
    };
  }, [state]);

  return { state, mayWrite, error, leave, retry: () => setAttempt((count) => count + 1) };
}
