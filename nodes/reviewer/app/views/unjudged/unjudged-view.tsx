import { useState } from 'preact/hooks';
import type { UnjudgedFrame } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Select } from '../../parts/select';
import { TextField } from '../../parts/text-field';
import type { Place } from '../../server/api';
import { useRemote } from '../../server/use-remote';
import { countCauses } from '../../words/points';
import { causeInWords } from '../../words/sentences';
import { ListSwitch } from './list-switch';
import { matching, noFilters } from './matching';
import { UnjudgedRow } from './unjudged-row';

/** The last frames of the station that nobody could judge: which, when and why. */
export function UnjudgedView({ place }: { place: Place }) {
  const { api, say, numbers } = useTools();
  const live = useLive();
  const [filters, setFilters] = useState(noFilters);
  const { station } = place;
  const remote = useRemote(
    () => api.get<UnjudgedFrame[]>('unjudged', { station }),
    live.version({ station, recipe: '' }, 'unjudged'),
    station,
  );
  const frames = remote.data ?? [];
  const shown = matching(frames, filters);
  const counts = countCauses(frames);
  const causes = Object.entries(counts).map(([value, count]) => ({
    value,
    text: `${causeInWords(value, say)} (${numbers.plain(count)})`,
  }));
  return (
    <section class="view" aria-label={say('health.undecided')}>
      <header class="view-head">
        <h1 class="view-title">{say('view.rejects')}</h1>
        <ListSwitch place={place} shown="unjudged" />
        <p class="view-sum">{remote.data ? say('unjudged.total', { n: shown.length }) : ''}</p>
      </header>
      <p class="small">{say('unjudged.text', { station })}</p>
      {frames.length > 0 && (
        <search class="bar" aria-label={say('unjudged.filter')}>
          <TextField
            label={say('fact.part')}
            type="search"
            value={filters.partId}
            onInput={(partId) => setFilters({ ...filters, partId })}
          />
          <Select
            label={say('unjudged.cause')}
            value={filters.cause}
            options={[{ value: '', text: say('feedback.filter.any') }, ...causes]}
            onChange={(cause) => setFilters({ ...filters, cause })}
          />
          {(filters.partId !== '' || filters.cause !== '') && (
            <Button icon="close" onClick={() => setFilters(noFilters)}>
              {say('rejects.clearFilter')}
            </Button>
          )}
        </search>
      )}
      {shown.length === 0 && (
        <Empty icon="good">
          {remote.error ??
            say(remote.data ? (frames.length > 0 ? 'unjudged.noMatch' : 'unjudged.none') : 'loading')}
        </Empty>
      )}
      <ol class="unjudged">
        {shown.map((frame) => (
          <UnjudgedRow key={frame.resultId} frame={frame} recipe={place.recipe} />
        ))}
      </ol>
    </section>
  );
}
