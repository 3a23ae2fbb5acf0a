import type { RecipeHealth, StationHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Notice, type Tone } from '../../parts/notice';
import { noticeInWords, remarkInWords } from '../../words/remarks';
import { driftSentence, silenceSentence, warningSentence } from '../../words/sentences';

interface Told {
  tone: Tone;
  text: string;
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
      ...(recipe.fit?.warnings ?? []).map((warning) => ({
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
    ...(silence ? [{ tone: 'warning' as const, text: silence }] : []),
    ...station.recipes.flatMap(aboutRecipe),
  ];
  if (told.length === 0) return null;
  return (
    <div class="notices">
      {told.map(({ tone, text }) => (
        <Notice key={text} tone={tone}>
          {text}
        </Notice>
      ))}
    </div>
  );
}
