import type { RecipeHealth, StationHealth, VerdictPoint } from '../../../api';
import { useTools } from '../../app-context';
import { Icon } from '../../parts/icon';

interface LastVerdictProps {
  state: StationHealth['state'];
  /** The recipe on the line. */
  recipe: RecipeHealth | undefined;
  last: VerdictPoint | undefined;
}

/** The big tile: what was decided last, or what the station does instead of deciding. */
export function LastVerdict({ state, recipe, last }: LastVerdictProps) {
  const { say, numbers } = useTools();
  if (state === 'inspecting' && last) {
    const [tone, icon, word] = tiles[last.evaluation];
    return (
      <div class={`tile tile-${tone}`}>
        <Icon name={icon} />
        <b>{say(word)}</b>
        <span>{last.partId}</span>
        <span>{numbers.time(last.at)}</span>
      </div>
    );
  }
  const waiting = state === 'error' || state === 'paused';
  return (
    <div class={`tile ${waiting ? 'tile-off' : 'tile-learning'}`}>
      <Icon name={state === 'error' ? 'warning' : state === 'paused' ? 'paused' : 'waiting'} />
      <b>{say(`tile.${state}`)}</b>
      {state === 'collecting' && recipe && (
        <span class="number">{`${numbers.plain(recipe.collected)} / ${numbers.plain(recipe.windowSize)}`}</span>
      )}
    </div>
  );
}

const tiles = {
  0: ['learning', 'waiting', 'verdict.learning'],
  1: ['good', 'good', 'verdict.ok'],
  2: ['bad', 'bad', 'verdict.ng'],
  3: ['off', 'warning', 'verdict.none'],
} as const;
