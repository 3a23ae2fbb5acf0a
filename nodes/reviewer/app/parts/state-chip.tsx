import type { StationHealth } from '../../api';
import { useTools } from '../app-context';
import { Icon, type IconName } from './icon';

type State = StationHealth['state'];

const icons = {
  collecting: 'waiting',
  refining: 'automatic',
  inspecting: 'good',
  paused: 'paused',
  error: 'warning',
} as const satisfies Record<State, IconName>;

/** What a station or a recipe does just now. */
export function StateChip({ state }: { state: State }) {
  const { say } = useTools();
  return (
    <span class={`state-chip state-${state}`}>
      <Icon name={icons[state]} />
      {say(`state.${state}`)}
    </span>
  );
}
