import { useTools } from '../app-context';
import { Icon } from '../parts/icon';
import { formatRoute, type Route, ways } from '../route/route';

/** The ways between the views. */
export function Nav({ here }: { here: Route }) {
  const { say, go } = useTools();
  const marked = here.view === 'unjudged' ? 'rejects' : here.view;
  return (
    <nav class="nav" aria-label={say('nav')}>
      {ways.map((view) => (
        <a
          key={view}
          class="nav-way"
          href={formatRoute({ ...here, view })}
          aria-current={view === marked ? 'page' : undefined}
          title={say(`view.${view}`)}
          onClick={(event) => {
            event.preventDefault();
            go({ ...here, view });
          }}
        >
          <Icon name={view} />
          <span>{say(`view.${view}`)}</span>
        </a>
      ))}
    </nav>
  );
}
