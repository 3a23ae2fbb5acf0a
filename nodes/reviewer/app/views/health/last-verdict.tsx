import type { RecipeHealth, StationHealth, VerdictPoint } from '../../../api';
import { useTools } from '../../app-context';
import { Icon } from '../../parts/icon';
import { useServerTime } from '../../use-server-time';
import { durationInWords } from '../../words/durations';
import { causeInWords } from '../../words/sentences';

interface LastVerdictProps {
  state: StationHealth['state'];
  /** The recipe on the line. */
  recipe: RecipeHealth | undefined;
  last: VerdictPoint | undefined;
  /** Why it may not be the last any more, as a sign; null while the camera and the server are heard. */
  old: 'lost' | 'waiting' | null;
}

/**
 * The big tile: what was decided last, or what the station does instead of deciding. It has a colour only while that
 * is so: seen from afar, green means that good parts come.
 */
export function LastVerdict({ state, recipe, last, old }: LastVerdictProps) {
  const { say, numbers } = useTools();
  const now = useServerTime(old !== null);
  if (state === 'inspecting' && last) {
    const [tone, icon, word] = tiles[last.evaluation];
    const time = durationInWords((now - Date.parse(last.at)) / 1000, say, true);
    return (
      <div class={`tile tile-${old ? 'off' : tone}`}>
        <Icon name={old ?? icon} />
        <b>{old ? say('tile.ago', { verdict: say(word), time }) : say(word)}</b>
        {last.cause && <span>{causeInWords(last.cause, say)}</span>}
        <span>{last.partId}</span>
        <span>{numbers.time(last.at)}</span>
      </div>
    );
  }
  const off = old !== null || state === 'error' || state === 'paused';
  return (
    <div class={`tile ${off ? 'tile-off' : 'tile-learning'}`}>
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
