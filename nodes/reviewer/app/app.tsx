import { useEffect, useMemo, useState } from 'preact/hooks';
import { ToolsProvider } from './app-context';
import { LoginForm } from './login-form';
import { Empty } from './parts/empty';
import type { Navigation } from './route/navigation';
import { Api } from './server/api';
import { Live } from './server/live';
import { logOut } from './server/login';
import { Pictures } from './server/pictures';
import type { Session } from './server/session';
import { Shell } from './shell/shell';
import { ToastList } from './shell/toasts';
import { useToasts } from './shell/use-toasts';
import type { Look } from './theme';
import { ThemeProvider } from './theme-context';
import { useAccess } from './use-access';
import { numbersFor } from './words/numbers';
import { remarkInWords } from './words/remarks';
import type { textsFor } from './words/texts';

export interface AppProps {
  /** Of Node-RED's admin API. */
  root: URL;
  session: Session;
  navigation: Navigation;
  texts: ReturnType<typeof textsFor>;
  look: Look;
  /** Whether anybody can see the app. */
  visible: { now(): boolean; onChange(listener: () => void): () => void };
  /** Within the editor: the address of the full page. */
  page?: URL;
  /** Within the editor: shows a node on its flow. */
  reveal?: (nodeId: string) => void;
}

/** Everything: who is there, what is looked at, in which colours. */
export function App({ root, session, navigation, texts, look, visible, page, reveal }: AppProps) {
  const { say, locale, language } = texts;
  const [route, setRoute] = useState(navigation.current);
  const [theme, setTheme] = useState(look.now);
  /** Logins since nobody was logged in. */
  const [attempts, setAttempts] = useState(0);
  const toasts = useToasts();
  const { api, live, pictures } = useMemo(() => {
    const made = new Api(new URL('sroc-inspection/', root), session, {
      refused: ({ error, remark }) => remarkInWords(remark ?? null, error, say),
      unreachable: () => say('error.unreachable'),
      denied: () => say('error.denied'),
      failed: (status) => say('error.failed', { status: String(status) }),
    });
    return { api: made, live: new Live(made), pictures: new Pictures(made) };
  }, []);
  const access = useAccess(api, live, visible);
  useEffect(() => {
    const follow = () => setRoute(navigation.current());
    // The editor may have opened a station before this listened.
    follow();
    return navigation.onChange(follow);
  }, []);
  useEffect(() => look.onChange(() => setTheme(look.now())), []);

  const tools = {
    api,
    live,
    pictures,
    say,
    numbers: useMemo(() => numbersFor(locale), [locale]),
    mayWrite: access.mayWrite,
    go: (change: Partial<typeof route>) => navigation.go({ ...navigation.current(), ...change }),
    announce: toasts.announce,
    listen: toasts.listen,
  };
  const leave = () => {
    const token = session.own();
    if (token) logOut(root, token);
    session.keep(null);
    setAttempts(0);
    access.leave();
  };
  return (
    <ToolsProvider value={tools}>
      <ThemeProvider value={theme}>
        <div class="app" data-place={page ? 'sidebar' : 'page'} data-theme={theme} lang={language}>
          {access.state === 'login' && page && <Empty icon="warning">{say('error.denied')}</Empty>}
          {access.state === 'login' && !page && (
            <LoginForm
              key={attempts}
              root={root}
              denied={attempts > 0}
              onToken={(token) => {
                session.keep(token);
                setAttempts(attempts + 1);
                access.retry();
              }}
            />
          )}
          {access.state === 'loading' && (
            <p class="app-loading" role="status">
              {access.error ?? say('loading')}
            </p>
          )}
          {access.state === 'in' && (
            <Shell
              route={route}
              theme={theme}
              onTheme={look.choose}
              onLogOut={leave}
              page={page}
              reveal={reveal}
            />
          )}
          <ToastList toasts={toasts} />
        </div>
      </ThemeProvider>
    </ToolsProvider>
  );
}
