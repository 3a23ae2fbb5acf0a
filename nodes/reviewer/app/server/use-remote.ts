import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Remote<Answer> {
  /** The last answer; stays while the next one is under way. */
  data: Answer | null;
  error: string | null;
  reload(): void;
  /** Takes an answer that came by another way. */
  set(data: Answer): void;
}

/**
 * Asks the server unless `ask` is null, and again whenever `key` is another one; an answer that comes too late is dropped. When `about`
 * is another one, what was known is about something else and is forgotten.
 */
export function useRemote<Answer>(
  ask: (() => Promise<Answer>) | null,
  key: string,
  about: string,
): Remote<Answer> {
  const [state, setState] = useState<{ about: string; data: Answer | null; error: string | null }>({
    about,
    data: null,
    error: null,
  });
  const turn = useRef(0);
  const reload = useCallback(() => {
    const mine = ++turn.current;
    ask?.().then(
      (data) => mine === turn.current && setState({ about, data, error: null }),
      (error: Error) =>
        mine === turn.current &&
        setState((before) => ({
          about,
          data: before.about === about ? before.data : null,
          error: error.message,
        })),
    );
  }, [key, about, ask === null]);
  useEffect(() => {
    reload();
    return () => {
      turn.current++;
    };
  }, [reload]);
  const set = useCallback(
    (data: Answer) => {
      turn.current++;
      setState({ about, data, error: null });
    },
    [about],
  );
  const current = state.about === about;
  return { data: current ? state.data : null, error: current ? state.error : null, reload, set };
}
