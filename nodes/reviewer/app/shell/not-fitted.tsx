import type { RecipeHealth } from '../../api';
import { useTools } from '../app-context';
import { Empty } from '../parts/empty';
import type { Way } from '../route/route';
import type { Place } from '../server/api';
import { RecipeLine } from '../views/health/recipe-line';
import { CancelTraining } from '../views/recipes/cancel-training';
import { noticeInWords } from '../words/remarks';

interface NotFittedProps {
  place: Place;
  recipe: RecipeHealth | undefined;
  view: Way;
}

/** Instead of a view of what was learned, while nothing is: how far the window is. */
export function NotFitted({ place, recipe, view }: NotFittedProps) {
  const { say } = useTools();
  return (
    <section class="view" aria-label={say(`view.${view}`)}>
      <h1 class="view-title">{say(`view.${view}`)}</h1>
      {recipe && (
        <ul class="card">
          <RecipeLine station={place.station} recipe={recipe} />
        </ul>
      )}
      <Empty icon={recipe?.state === 'error' ? 'warning' : 'waiting'}>
        {(recipe && noticeInWords(recipe, say)) ??
          say(recipe?.fit ? 'notFitted.again' : 'notFitted', { recipe: place.recipe })}
      </Empty>
      {recipe && <CancelTraining station={place.station} recipe={recipe} />}
    </section>
  );
}
