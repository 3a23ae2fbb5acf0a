import { useRef, useState } from 'preact/hooks';
import type { Overview, RecipeHealth } from '../../../api';
import { useLive, useTools } from '../../app-context';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { ReadOnly } from '../../parts/read-only';
import { saveFile } from '../../parts/save-file';
import { useAction } from '../../server/use-action';
import { DeleteDialog } from './delete-dialog';
import { ImportDialog } from './import-dialog';
import { NameDialog } from './name-dialog';
import { RecipeCard } from './recipe-card';
import { TrainDialog } from './train-dialog';

type Asked =
  | { about: 'rename' | 'duplicate'; recipe: string }
  | { about: 'delete' | 'train'; recipe: string }
  | { about: 'import'; file: File };

/** The recipes of a station, and everything that can be done to one as a whole. */
export function RecipesView({ station }: { station: string }) {
  const { api, say, mayWrite, announce, go } = useTools();
  const live = useLive();
  const action = useAction();
  const picker = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const recipes = live.overview?.stations.find((candidate) => candidate.station === station)?.recipes ?? [];

  const change = (said: string, ask: () => Promise<Overview>) =>
    action.run(async () => {
      await live.change(ask());
      setAsked(null);
      announce(said, 'good');
    });
  const download = (recipe: string) =>
    action.run(async () => {
      saveFile(await api.fetchFile('recipe/export', { station, recipe }), `${station}-${recipe}.sroc-recipe`);
    });
  const train = (recipe: string) =>
    action.run(async () => {
      await api.post<RecipeHealth>('recipe/train', { station, recipe });
      setAsked(null);
      announce(say('recipes.training', { recipe }), 'good');
      go({ station, recipe, view: 'health' });
    });

  const taken = recipes.map(({ recipe }) => recipe);
  return (
    <section class="view" aria-label={say('view.recipes')}>
      <header class="view-head">
        <h1 class="view-title">{say('view.recipes')}</h1>
        <p class="view-sum">{say('recipes.sum', { n: recipes.length, station })}</p>
        <Button icon="upload" disabled={!mayWrite || action.busy} onClick={() => picker.current?.click()}>
          {say('recipes.import')}
        </Button>
        <input
          ref={picker}
          type="file"
          accept=".sroc-recipe"
          class="hidden"
          tabIndex={-1}
          aria-label={say('recipes.import')}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) setAsked({ about: 'import', file });
            event.currentTarget.value = '';
          }}
        />
      </header>
      <ReadOnly />
      {recipes.length === 0 && <Empty icon="recipes">{say('recipes.none')}</Empty>}
      <ul class="recipes">
        {recipes.map((recipe) => (
          <RecipeCard
            key={recipe.recipe}
            station={station}
            recipe={recipe}
            busy={action.busy}
            onExport={() => download(recipe.recipe)}
            onAsk={(about) => setAsked({ about, recipe: recipe.recipe })}
          />
        ))}
      </ul>
      {(asked?.about === 'rename' || asked?.about === 'duplicate') && (
        <NameDialog
          about={asked.about}
          recipe={asked.recipe}
          taken={taken}
          busy={action.busy}
          onName={(name) =>
            change(say(`recipes.done.${asked.about}`, { recipe: name }), () =>
              api.post<Overview>(`recipe/${asked.about}`, { station, recipe: asked.recipe }, { name }),
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.about === 'delete' && (
        <DeleteDialog
          recipe={asked.recipe}
          busy={action.busy}
          onDelete={(confirm) =>
            change(say('recipes.done.delete', { recipe: asked.recipe }), () =>
              api.post<Overview>('recipe/delete', { station, recipe: asked.recipe }, { confirm }),
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.about === 'train' && (
        <TrainDialog
          recipe={asked.recipe}
          busy={action.busy}
          onTrain={() => train(asked.recipe)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.about === 'import' && (
        <ImportDialog
          file={asked.file}
          taken={taken}
          busy={action.busy}
          onImport={(recipe) =>
            change(say('recipes.done.import', { recipe }), () =>
              api.upload<Overview>('recipe/import', { station, recipe }, asked.file),
            )
          }
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}
