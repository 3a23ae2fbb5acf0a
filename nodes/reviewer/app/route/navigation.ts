import { formatRoute, parseRoute, type Route } from './route';

/** Where the route is kept: in the address of the page, or, within the editor, in its session. */
export interface Navigation {
  current(): Route;
  go(route: Route): void;
  onChange(listener: () => void): () => void;
}

/** The route in the address: it survives a reload and can be sent to others. */
export function pageNavigation(): Navigation {
  return {
    current: () => parseRoute(location.hash),
    go: (route) => {
      location.hash = formatRoute(route);
    },
    onChange(listener) {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
  };
}

const KEPT_AS = 'sroc-reviewer-route';

/** The address belongs to the editor, so the route of its sidebar is kept beside it. */
export function sidebarNavigation(): Navigation {
  const listeners = new Set<() => void>();
  return {
    current: () => parseRoute(sessionStorage.getItem(KEPT_AS) ?? ''),
    go(route) {
      sessionStorage.setItem(KEPT_AS, formatRoute(route));
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
