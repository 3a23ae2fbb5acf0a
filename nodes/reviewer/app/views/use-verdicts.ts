import { useMemo } from 'preact/hooks';
import type { ScoresView, VerdictPoint } from '../../api';
import { useLive, useTools } from '../app-context';
import type { Place } from '../server/api';
import { type Remote, useRemote } from '../server/use-remote';

const SHOWN = 1000;

/**
 * The scores of a recipe as the server has them, and its last verdicts, those pushed since included.
 * @param fitted a recipe without a model has no scores to ask for
 */
export function useVerdicts(
  place: Place,
  fitted: boolean,
): { scores: Remote<ScoresView>; recent: readonly VerdictPoint[] } {
  const { api } = useTools();
  const live = useLive();
  const scores = useRemote(
    fitted ? () => api.get<ScoresView>('scores', { ...place }) : null,
    live.version(place, 'scores'),
    JSON.stringify(place),
  );
  const pushed = live.verdictsOf(place);
  const asked = scores.data?.recent;
  const recent = useMemo(() => {
    const known = new Set(asked?.map(({ resultId }) => resultId));
    const news = pushed.filter(({ resultId }) => !known.has(resultId));
    return [...(asked ?? []), ...news].slice(-SHOWN);
  }, [asked, pushed]);
  return { scores, recent };
}
