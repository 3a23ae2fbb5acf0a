import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { AnswerOrder } from './answer-order';

export interface Remote<Answer> {
  /** The last answer; stays while the next one is under way. */
  data: Answer | null;
  error: string | null;
  reload(): void;
  /**
   * Waits for a change that was just asked for and shows what it made of the view.
   * @param apply puts the change's answer into what is shown then
   * @throws as the change does
   */
  change<Change>(asked: Promise<Change>, apply: (change: Change, shown: Answer) => Answer): Promise<Change>;
}

/**
 * Asks the server unless `ask` is null, and again whenever `key` is another one. When `about` is another one, what was
 * known is about something else and is forgotten.
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
  const order = useMemo(() => new AnswerOrder(), [about]);
  useEffect(() => () => order.end(), [order]);
  const reload = useCallback(async () => {
    const mayShow = order.ask();
    await ask?.().then(
      (data) => mayShow() && setState({ about, data, error: null }),
      (error: Error) =>
        mayShow() &&
        setState((before) => ({
          about,
          data: before.about === about ? before.data : null,
          error: error.message,
        })),
    );
  }, [key, order, ask === null]);
  useEffect(() => {
    reload();
  }, [reload]);
  const change = useCallback(
    async <Change>(asked: Promise<Change>, apply: (change: Change, shown: Answer) => Answer) => {
      const mayShow = order.change();
      const made = await asked;
      if (mayShow())
        setState((before) =>
          before.data === null ? before : { about, data: apply(made, before.data), error: null },
        );
      else await reload();
      return made;
    },
    [reload],
  );
  const current = state.about === about;
  return { data: current ? state.data : null, error: current ? state.error : null, reload, change };
}
