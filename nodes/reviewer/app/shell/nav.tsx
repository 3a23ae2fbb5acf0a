import { useTools } from '../app-context';
import { Icon } from '../parts/icon';
import { formatRoute, type Route, views } from '../route/route';

/** The ways between the views. */
export function Nav({ here }: { here: Route }) {
  const { say, go } = useTools();
  return (
    <nav class="nav" aria-label={say('nav')}>
      {views.map((view) => (
        <a
          key={view}
          class="nav-way"
          href={formatRoute({ ...here, view })}
          aria-current={view === here.view ? 'page' : undefined}
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
