import './style/app.css';
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { App } from './app';
import { pageNavigation, sidebarNavigation } from './route/navigation';
import { formatRoute } from './route/route';
import { editorSession, pageSession } from './server/session';
import { followEditorTheme, followPageTheme } from './theme';
import { textsFor } from './words/texts';

/** The admin API; this script lies at `<httpAdminRoot>/inspection/app.js`. */
const root = new URL('../', import.meta.url);

/** What the editor gives its sidebar. */
export interface EditorPlace {
  /** Its access token, or null without adminAuth. */
  token: () => string | null;
  /** Its language, such as `de`. */
  language: string;
  /** Takes a person to the station's node on the flow. */
  reveal: (nodeId: string) => void;
}

export interface Sidebar {
  /** Shows a station. */
  open(station: string, recipe: string): void;
  /** Whether anybody can see it: a hidden one holds no connection. */
  shown(visible: boolean): void;
  remove(): void;
}

/** Mounts the app into an element of the editor, out of reach of the editor's styles. */
export function mountSidebar(host: HTMLElement, editor: EditorPlace): Sidebar {
  const shadow = host.attachShadow({ mode: 'open' });
  const styles = document.createElement('link');
  styles.rel = 'stylesheet';
  styles.href = new URL('app.css', import.meta.url).href;
  const place = document.createElement('div');
  place.className = 'app-host';
  shadow.append(styles, place);
  // The editor takes keys for its own, Delete among them, unless they come from a field that it can see.
  for (const kind of ['keydown', 'keyup', 'keypress', 'copy', 'cut', 'paste']) {
    host.addEventListener(kind, (event) => event.stopPropagation());
  }
  const navigation = sidebarNavigation();
  let visible = true;
  const seen = new Set<() => void>();
  const look = followEditorTheme(host);
  render(
    <App
      root={root}
      session={editorSession(editor.token)}
      navigation={navigation}
      texts={textsFor([editor.language, ...navigator.languages])}
      look={look}
      visible={{
        now: () => visible,
        onChange(listener) {
          seen.add(listener);
          return () => seen.delete(listener);
        },
      }}
      page={new URL('inspection/', root)}
      reveal={editor.reveal}
    />,
    place,
  );
  return {
    open: (station, recipe) => navigation.go({ station, recipe, view: 'health' }),
    shown(now) {
      visible = now;
      for (const listener of seen) listener();
    },
    remove() {
      render(null, place);
      look.end();
    },
  };
}

/** Where the page of a station is. */
export function pageOf(station: string, recipe: string): string {
  return new URL(`inspection/${formatRoute({ station, recipe, view: 'health' })}`, root).href;
}

const page = document.getElementById('sroc-reviewer-page');
if (page) {
  const texts = textsFor([localStorage.getItem('editor-language') ?? '', ...navigator.languages]);
  document.documentElement.lang = texts.language;
  document.title = texts.say('title');
  render(
    <App
      root={root}
      session={pageSession(root.pathname)}
      navigation={pageNavigation()}
      texts={texts}
      look={followPageTheme()}
      visible={{
        now: () => document.visibilityState === 'visible',
        onChange(listener) {
          document.addEventListener('visibilitychange', listener);
          return () => document.removeEventListener('visibilitychange', listener);
        },
      }}
    />,
    page,
  );
}
