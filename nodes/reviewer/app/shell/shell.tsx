import type { RecipeHealth, StationHealth } from '../../api';
import { useLive, useTools } from '../app-context';
import { Empty } from '../parts/empty';
import type { Route } from '../route/route';
import type { Place } from '../server/api';
import type { Theme } from '../theme-context';
import { ChangesView } from '../views/changes/changes-view';
import { fitInUse } from '../views/fit-in-use';
import { HealthView } from '../views/health/health-view';
import { RecipesView } from '../views/recipes/recipes-view';
import { RejectsView } from '../views/rejects/rejects-view';
import { ScoresView } from '../views/scores/scores-view';
import { UnjudgedView } from '../views/unjudged/unjudged-view';
import { WindowView } from '../views/window/window-view';
import { ConnectionLost } from './connection-lost';
import { Header } from './header';
import { Nav } from './nav';
import { NotFitted } from './not-fitted';
import { OpenToAll } from './open-to-all';

interface ShellProps {
  route: Route;
  theme: Theme;
  /** Null where the editor decides. */
  onTheme: ((theme: Theme) => void) | null;
  onLogOut: () => void;
  page?: URL;
  reveal?: (nodeId: string) => void;
}

/** The frame around every view: station and recipe, the ways between the views, the connection. */
export function Shell({ route, theme, onTheme, onLogOut, page, reveal }: ShellProps) {
  const { say } = useTools();
  const { overview } = useLive();
  const stations = overview?.stations ?? [];
  // Another station than the one asked for must not be changed by mistake.
  const station =
    route.station === '' ? stations[0] : stations.find((candidate) => candidate.station === route.station);
  const recipe = station ? recipeOf(station, route.recipe) : '';
  const place = { station: station?.station ?? route.station, recipe };
  const here = { ...place, view: route.view };
  return (
    <div class="shell">
      <Header
        stations={stations}
        station={station}
        here={here}
        theme={theme}
        onTheme={onTheme}
        onLogOut={onLogOut}
        page={page}
        reveal={reveal}
      />
      <Nav here={here} />
      <main class="main" tabIndex={-1}>
        <ConnectionLost />
        <OpenToAll />
        {route.view === 'health' ? (
          <HealthView />
        ) : station ? (
          <StationView
            key={`${place.station}\n${place.recipe}`}
            place={place}
            recipe={station.recipes.find((known) => known.recipe === recipe)}
            view={route.view}
          />
        ) : (
          <Empty icon="health">
            {route.station
              ? say('health.unknownStation', { station: route.station })
              : say('health.noStation')}
          </Empty>
        )}
      </main>
    </div>
  );
}

interface StationViewProps {
  place: Place;
  recipe: RecipeHealth | undefined;
  view: Route['view'];
}

function StationView({ place, recipe, view }: StationViewProps) {
  if (view === 'changes') return <ChangesView place={place} />;
  if (view === 'recipes') return <RecipesView station={place.station} />;
  if (view === 'rejects') return <RejectsView place={place} />;
  if (view === 'unjudged') return <UnjudgedView place={place} />;
  if (!fitInUse(recipe)) return <NotFitted place={place} recipe={recipe} view={view} />;
  if (view === 'window') return <WindowView place={place} />;
  return <ScoresView place={place} />;
}

/** The recipe asked for while there is one of that name, else the one on the line. */
function recipeOf(station: StationHealth, wanted: string): string {
  const known = station.recipes.some(({ recipe }) => recipe === wanted);
  return known ? wanted : station.recipe;
}
