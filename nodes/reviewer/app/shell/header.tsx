import type { StationHealth } from '../../api';
import { useLive, useTools } from '../app-context';
import { Button } from '../parts/button';
import { Icon } from '../parts/icon';
import { Select } from '../parts/select';
import { formatRoute, type Route } from '../route/route';
import type { Theme } from '../theme-context';

interface HeaderProps {
  stations: StationHealth[];
  station: StationHealth | undefined;
  here: Route;
  theme: Theme;
  onTheme: ((theme: Theme) => void) | null;
  onLogOut: () => void;
  page?: URL;
  reveal?: (nodeId: string) => void;
}

/** Which station and recipe, and whether what is seen is live. */
export function Header({ stations, station, here, theme, onTheme, onLogOut, page, reveal }: HeaderProps) {
  const { say, go } = useTools();
  const { overview, connection } = useLive();
  const recipes = station?.recipes.map(({ recipe }) => recipe) ?? [];
  // A recipe that has seen no frame yet is in no list.
  const listed = here.recipe === '' || recipes.includes(here.recipe) ? recipes : [here.recipe, ...recipes];
  return (
    <header class="header">
      <a
        class="brand"
        aria-label={say('title')}
        href={formatRoute({ ...here, view: 'health' })}
        onClick={(event) => {
          event.preventDefault();
          go({ ...here, view: 'health' });
        }}
      >
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M7 12V7h5M25 12V7h-5M7 20v5h5M25 20v5h-5M13 16.1l2.2 2.3 4-4.6" />
        </svg>
        <span>{say('title')}</span>
      </a>
      <div class="header-place">
        <Select
          label={say('header.station')}
          value={here.station}
          options={stations.map(({ station: name }) => ({ value: name, text: name }))}
          onChange={(name) => go({ station: name, recipe: '', view: here.view })}
        />
        <Select
          label={say('header.recipe')}
          value={here.recipe}
          options={listed.map((name) => ({ value: name, text: name }))}
          onChange={(recipe) => go({ ...here, recipe })}
        />
      </div>
      <div class="header-tools">
        <span class={`connection connection-${connection}`} role="status">
          <Icon name={connection === 'lost' ? 'lost' : 'health'} />
          <span>{say(`connection.${connection}`)}</span>
        </span>
        {reveal && station && (
          <Button icon="previous" label={say('header.reveal')} onClick={() => reveal(station.nodeId)} />
        )}
        {page && (
          <a
            class="button button-plain button-icon"
            href={new URL(formatRoute(here), page).href}
            target="_blank"
            rel="noreferrer"
            aria-label={say('header.page')}
            title={say('header.page')}
          >
            <Icon name="page" />
          </a>
        )}
        {onTheme && (
          <Button
            icon={theme === 'dark' ? 'sun' : 'moon'}
            label={say(theme === 'dark' ? 'header.light' : 'header.dark')}
            onClick={() => onTheme(theme === 'dark' ? 'light' : 'dark')}
          />
        )}
        {!page && overview?.authentication && (
          <>
            {overview.user && <span class="header-user">{overview.user}</span>}
            <Button icon="leave" label={say('header.logOut')} onClick={onLogOut} />
          </>
        )}
      </div>
    </header>
  );
}
