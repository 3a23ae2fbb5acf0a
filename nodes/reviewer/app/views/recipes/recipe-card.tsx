import type { RecipeHealth } from '../../../api';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Fact, Facts } from '../../parts/facts';
import { StateChip } from '../../parts/state-chip';
import { fitInUse } from '../fit-in-use';
import { CancelTraining } from './cancel-training';

interface RecipeCardProps {
  station: string;
  recipe: RecipeHealth;
  busy: boolean;
  onExport: () => void;
  onAsk: (about: 'rename' | 'duplicate' | 'delete' | 'train') => void;
}

/** One recipe and what can be done with it. */
export function RecipeCard({ station, recipe, busy, onExport, onAsk }: RecipeCardProps) {
  const { say, numbers, mayWrite, go } = useTools();
  const fit = fitInUse(recipe);
  const locked = !mayWrite || busy;
  const named = (key: 'rename' | 'duplicate' | 'delete' | 'train') => ({
    label: say(`recipes.named.${key}`, { recipe: recipe.recipe }),
    disabled: locked,
    onClick: () => onAsk(key),
  });
  return (
    <li class="card recipe">
      <div class="card-head">
        <h2>
          <button
            type="button"
            class="link"
            onClick={() => go({ station, recipe: recipe.recipe, view: 'window' })}
          >
            {recipe.recipe}
          </button>
        </h2>
        <StateChip state={recipe.refitting ? 'refining' : recipe.state} />
      </div>
      <Facts>
        <Fact name={say('recipes.window')}>
          {fit
            ? say('refit.removed', { removed: fit.removed, frames: fit.frames })
            : `${numbers.plain(recipe.collected)} / ${numbers.plain(recipe.windowSize)}`}
        </Fact>
        <Fact name={say('recipes.fitted')}>{fit ? numbers.dateTime(fit.fittedAt) : '–'}</Fact>
        <Fact name={say('recipes.rejects')}>
          {`${numbers.plain(recipe.rejects.count)} (${numbers.megabytes(recipe.rejects.megabytes)})`}
        </Fact>
        <Fact name={say('recipes.size')}>{numbers.megabytes(recipe.megabytes)}</Fact>
      </Facts>
      <div class="buttons">
        <Button icon="rename" {...named('rename')}>
          {say('recipes.rename')}
        </Button>
        <Button icon="duplicate" {...named('duplicate')}>
          {say('recipes.duplicate')}
        </Button>
        <Button
          icon="download"
          label={say('recipes.named.export', { recipe: recipe.recipe })}
          disabled={busy}
          onClick={onExport}
        >
          {say('recipes.export')}
        </Button>
        <CancelTraining station={station} recipe={recipe} />
        <Button icon="again" {...named('train')}>
          {say('recipes.train')}
        </Button>
        <Button icon="delete" tone="danger" {...named('delete')} />
      </div>
    </li>
  );
}
