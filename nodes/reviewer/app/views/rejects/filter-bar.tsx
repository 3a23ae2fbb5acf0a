import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Select } from '../../parts/select';
import { TextField } from '../../parts/text-field';
import { noFilters, type RejectFilters } from './filters';

const feedbacks: readonly RejectFilters['feedback'][] = ['', 'none', 'good', 'miss'];

/** What the list of rejects is narrowed down to. */
export function FilterBar({
  filters,
  onFilter,
}: {
  filters: RejectFilters;
  onFilter: (filters: RejectFilters) => void;
}) {
  const { say } = useTools();
  const filtered = Object.values(filters).some((value) => value !== '');
  return (
    <search class="bar" aria-label={say('rejects.filter')}>
      <TextField
        label={say('fact.part')}
        type="search"
        value={filters.partId}
        onInput={(partId) => onFilter({ ...filters, partId })}
      />
      <Select
        label={say('rejects.feedback')}
        value={filters.feedback}
        options={feedbacks.map((value) => ({ value, text: say(`feedback.filter.${value || 'any'}`) }))}
        onChange={(feedback) => onFilter({ ...filters, feedback })}
      />
      <TextField
        label={say('rejects.from')}
        type="datetime-local"
        value={filters.from}
        onInput={(from) => onFilter({ ...filters, from })}
      />
      <TextField
        label={say('rejects.to')}
        type="datetime-local"
        value={filters.to}
        onInput={(to) => onFilter({ ...filters, to })}
      />
      {filtered && (
        <Button icon="close" onClick={() => onFilter(noFilters)}>
          {say('rejects.clearFilter')}
        </Button>
      )}
    </search>
  );
}
