import type { RecipeHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Progress } from '../../parts/progress';
import { StateChip } from '../../parts/state-chip';
import { durationInWords } from '../../words/durations';
import { fitInUse } from '../fit-in-use';

/** One recipe of a station, and how far its window is. */
export function RecipeLine({ station, recipe }: { station: string; recipe: RecipeHealth }) {
  const { say, numbers, go } = useTools();
  const { collected, windowSize, secondsLeft } = recipe;
  const fit = fitInUse(recipe);
  return (
    <li class="recipe-line">
      <button
        type="button"
        class="link"
        onClick={() => go({ station, recipe: recipe.recipe, view: 'window' })}
      >
        {recipe.recipe}
      </button>
      <StateChip state={recipe.refitting ? 'refining' : recipe.state} />
      {recipe.state === 'collecting' && (
        <div class="recipe-progress">
          <Progress
            value={collected}
            most={windowSize}
            label={say('health.collecting', { recipe: recipe.recipe })}
          />
          <span class="small">
            {say('health.collected', { collected, windowSize })}
            {secondsLeft !== null && `, ${say('health.left', { time: durationInWords(secondsLeft, say) })}`}
          </span>
        </div>
      )}
      {recipe.state === 'refining' && (
        <div class="recipe-progress">
          <div class="progress progress-endless" role="progressbar" aria-label={say('state.refining')} />
        </div>
      )}
      {fit && (
        <span class="small">
          {say('health.fit', {
            frames: fit.frames,
            removed: fit.removed,
            promised: numbers.share(fit.promisedFalseReject),
          })}
        </span>
      )}
    </li>
  );
}
