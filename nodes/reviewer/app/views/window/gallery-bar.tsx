import { useTools } from '../../app-context';
import { Select } from '../../parts/select';
import type { Filter, Sorting } from './choices';

interface GalleryBarProps {
  sorting: Sorting;
  filter: Filter;
  onSort: (sorting: Sorting) => void;
  onFilter: (filter: Filter) => void;
}

const sortings: readonly Sorting[] = ['worst', 'best', 'newest'];
const filters: readonly Filter[] = ['all', 'kept', 'removed', 'chosen'];

/** Order and choice of what the gallery shows. */
export function GalleryBar({ sorting, filter, onSort, onFilter }: GalleryBarProps) {
  const { say } = useTools();
  return (
    <div class="bar">
      <Select
        label={say('window.sort')}
        value={sorting}
        options={sortings.map((value) => ({ value, text: say(`sort.${value}`) }))}
        onChange={onSort}
      />
      <Select
        label={say('window.filter')}
        value={filter}
        options={filters.map((value) => ({ value, text: say(`filter.${value}`) }))}
        onChange={onFilter}
      />
    </div>
  );
}
