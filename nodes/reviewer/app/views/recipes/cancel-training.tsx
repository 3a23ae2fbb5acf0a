import type { RecipeHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { useAction } from '../../server/use-action';

interface CancelTrainingProps {
  station: string;
  recipe: RecipeHealth;
}

/** The way back to the detector that judged before, while there is one. */
export function CancelTraining({ station, recipe }: CancelTrainingProps) {
  const { api, say, mayWrite, announce } = useTools();
  const action = useAction();
  if (!recipe.cancellable) return null;
  const cancel = () =>
    action.run(async () => {
      await api.post<RecipeHealth>('recipe/cancel', { station, recipe: recipe.recipe });
      announce(say('recipes.cancelled', { recipe: recipe.recipe }), 'good');
    });
  return (
    <Button icon="undo" disabled={!mayWrite || action.busy} onClick={cancel}>
      {say('recipes.cancel')}
    </Button>
  );
}
