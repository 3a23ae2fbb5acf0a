import { yieldOf } from '../../../../inspect/yield';
import type { StationHealth } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { ScoreBar } from '../../parts/score-bar';
import { StateChip } from '../../parts/state-chip';
import { VerdictStrip } from '../../parts/verdict-strip';
import { fitInUse } from '../fit-in-use';
import { useVerdicts } from '../use-verdicts';
import { LastVerdict } from './last-verdict';
import { RecipeLine } from './recipe-line';
import { StationNotices } from './station-notices';
import { StationNumbers } from './station-numbers';

/** One station: what it decided last, how it is doing, what has to be looked at. */
export function StationCard({ station }: { station: StationHealth }) {
  const { say, numbers, go } = useTools();
  const { connection } = useLive();
  const place = { station: station.station, recipe: station.recipe };
  const active = station.recipes.find(({ recipe }) => recipe === station.recipe);
  const { recent } = useVerdicts(place, fitInUse(active) !== null);
  const passing = yieldOf(station.counts);
  const last = recent.at(-1);
  const waiting = connection === 'connecting' || station.silentForSeconds !== null;
  return (
    <article class="card station" aria-label={station.station}>
      <header class="station-head">
        <h2>{station.station}</h2>
        <span class="station-recipe">{station.recipe}</span>
        <StateChip state={station.state} />
      </header>
      <div class="station-glance">
        <LastVerdict
          state={station.state}
          recipe={active}
          last={last}
          old={connection === 'lost' ? 'lost' : waiting ? 'waiting' : null}
        />
        <div class="station-scores">
          <div class="glance-numbers">
            <div class="glance-number">
              <span class="glance-name">{say('health.yield')}</span>
              <b>{passing === null ? '–' : numbers.share(passing)}</b>
            </div>
            <div class="glance-number">
              <span class="glance-name">{say('health.score')}</span>
              <b>{last?.score == null ? '–' : numbers.score(last.score)}</b>
            </div>
          </div>
          <ScoreBar score={last?.score ?? 0} />
          <VerdictStrip verdicts={recent} />
        </div>
      </div>
      <StationNotices station={station} />
      <StationNumbers station={station} />
      <ul class="recipe-lines">
        {station.recipes.map((recipe) => (
          <RecipeLine key={recipe.recipe} station={station.station} recipe={recipe} />
        ))}
      </ul>
      <div class="station-ways">
        <Button icon="window" onClick={() => go({ ...place, view: 'window' })}>
          {say('view.window')}
        </Button>
        <Button icon="scores" onClick={() => go({ ...place, view: 'scores' })}>
          {say('view.scores')}
        </Button>
        <Button icon="rejects" onClick={() => go({ ...place, view: 'rejects' })}>
          {say('view.rejects')}
        </Button>
      </div>
    </article>
  );
}
