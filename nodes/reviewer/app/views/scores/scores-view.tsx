import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ScoresView as ScoresData, ThresholdRequest } from '../../../api';
import { useTools } from '../../app-context';
import { countFlips, judgedBy } from '../../chart/flips';
import { HistogramChart } from '../../chart/histogram-chart';
import { VerdictChart } from '../../chart/verdict-chart';
import { Empty } from '../../parts/empty';
import { ReadOnly } from '../../parts/read-only';
import type { Place } from '../../server/api';
import { useAction } from '../../server/use-action';
import { countsInWords } from '../../words/points';
import { useVerdicts } from '../use-verdicts';
import { ChartCard } from './chart-card';
import type { Proposal } from './proposal';
import { ThresholdPanel } from './threshold-panel';

/** Scores of the window and of the last frames, and the threshold to move between them. */
export function ScoresView({ place }: { place: Place }) {
  const { api, say, numbers, mayWrite, announce, go } = useTools();
  const { scores, recent } = useVerdicts(place, true);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const action = useAction();
  const view = scores.data;
  const judged = useMemo(() => (view ? judgedBy(view.modelId, recent) : []), [view, recent]);
  const unjudged = countsInWords(recent, say, numbers);
  // What was proposed was proposed for the model and the threshold of then.
  useEffect(() => setProposal(null), [view?.modelId, view?.threshold]);

  if (!view) {
    return (
      <section class="view" aria-label={say('view.scores')}>
        <h1 class="view-title">{say('view.scores')}</h1>
        <Empty icon="scores">{scores.error ?? say('loading')}</Empty>
      </section>
    );
  }

  const threshold = proposal?.threshold ?? view.threshold;
  const score = threshold / view.threshold;
  const move = (moved: number) => setProposal({ kind: 'line', threshold: moved * view.threshold });
  const apply = (request: ThresholdRequest) =>
    action.run(async () => {
      await scores.change(api.post<ScoresData>('threshold', { ...place }, request), (moved) => moved);
      setProposal(null);
      announce(say('scores.applied'), 'good');
    });

  return (
    <section class="view" aria-label={say('view.scores')}>
      <h1 class="view-title">{say('view.scores')}</h1>
      <ReadOnly />
      <div class="scores">
        <ThresholdPanel
          key={`${view.modelId} ${view.threshold}`}
          place={place}
          view={view}
          proposal={proposal}
          flips={countFlips(judged, threshold)}
          busy={action.busy}
          onPropose={setProposal}
          onApply={apply}
        />
        <div class="scores-charts">
          <ChartCard
            title={say('scores.recent', { n: recent.filter(({ score: known }) => known !== null).length })}
            text={say('scores.recentText')}
          >
            <VerdictChart
              recent={recent}
              modelId={view.modelId}
              threshold={view.threshold}
              score={score}
              disabled={!mayWrite}
              onMove={move}
            />
            {unjudged !== '' && (
              <button type="button" class="link small" onClick={() => go({ ...place, view: 'unjudged' })}>
                {`${say('health.undecided')}: ${unjudged}`}
              </button>
            )}
          </ChartCard>
          <ChartCard title={say('scores.window')} text={say('scores.windowText')}>
            <HistogramChart histogram={view.histogram} score={score} disabled={!mayWrite} onMove={move} />
          </ChartCard>
        </div>
      </div>
    </section>
  );
}
