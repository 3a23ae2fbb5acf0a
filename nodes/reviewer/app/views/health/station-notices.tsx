import type { RecipeHealth, StationHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Notice, type Tone } from '../../parts/notice';
import { noticeInWords, remarkInWords } from '../../words/remarks';
import { driftSentence, silenceSentence, warningSentence } from '../../words/sentences';
import { fitInUse } from '../fit-in-use';
import { PausedNotice } from './paused-notice';

interface Told {
  tone: Tone;
  text: string;
  /** What it is about, when its text changes with every second. */
  about?: string;
}

/** Everything about a station that a person has to look at, the worst first. */
export function StationNotices({ station }: { station: StationHealth }) {
  const { say, numbers } = useTools();
  const several = station.recipes.length > 1;
  const aboutRecipe = (recipe: RecipeHealth): Told[] => {
    const named = (text: string) => (several ? `${recipe.recipe}: ${text}` : text);
    const notice = noticeInWords(recipe, say);
    const drift = driftSentence(recipe.drift, say, numbers);
    return [
      ...(notice ? [{ tone: 'bad' as const, text: named(notice) }] : []),
      ...(drift ? [{ tone: 'warning' as const, text: named(drift) }] : []),
      ...(fitInUse(recipe)?.warnings ?? []).map((warning) => ({
        tone: 'warning' as const,
        text: named(warningSentence(warning, say, numbers)),
      })),
    ];
  };
  // While the engine answers, what is wrong is said by the notice of a recipe.
  const down = station.down && remarkInWords(station.down, station.text, say);
  const silence = silenceSentence(station, say);
  const told: Told[] = [
    ...(down ? [{ tone: 'bad' as const, text: down }] : []),
    ...(silence ? [{ tone: 'warning' as const, text: silence, about: 'silence' }] : []),
    ...station.recipes.flatMap(aboutRecipe),
  ];
  return (
    // Only what is new is read out: the seconds of a silence would not stop otherwise.
    <div class="notices live" role="status" aria-atomic="false" aria-relevant="additions">
      {station.paused && <PausedNotice station={station.station} />}
      {told.map(({ tone, text, about = text }) => (
        <Notice key={about} tone={tone}>
          {text}
        </Notice>
      ))}
    </div>
  );
}
