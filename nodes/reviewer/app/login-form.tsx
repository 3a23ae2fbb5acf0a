import { useEffect, useState } from 'preact/hooks';
import { useTools } from './app-context';
import { Button } from './parts/button';
import { Notice } from './parts/notice';
import { TextField } from './parts/text-field';
import { type LoginKind, logIn, loginKind } from './server/login';

interface LoginFormProps {
  root: URL;
  /** Somebody has just logged in who may not even look. */
  denied: boolean;
  onToken: (token: string) => void;
}

/** Node-RED's own login, on this page. */
export function LoginForm({ root, denied, onToken }: LoginFormProps) {
  const { say } = useTools();
  const [kind, setKind] = useState<LoginKind>({ kind: 'password' });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState(denied ? say('error.denied') : null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    loginKind(root).then(setKind, () => {});
  }, []);

  const submit = async () => {
    setBusy(true);
    const token = await logIn(root, name, password).catch(() => undefined);
    setBusy(false);
    if (token) onToken(token);
    else setProblem(say(token === null ? 'login.wrong' : 'error.unreachable'));
  };
  return (
    <main class="login">
      <form
        class="card form"
        aria-label={say('login.title')}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h1>{say('title')}</h1>
        <p>{say('login.text')}</p>
        {problem && <Notice tone="bad">{problem}</Notice>}
        {kind.kind === 'elsewhere' ? (
          <a class="button button-main" href={kind.url}>
            {kind.label || say('login.submit')}
          </a>
        ) : (
          <>
            <TextField
              label={say('login.name')}
              value={name}
              required
              autocomplete="username"
              onInput={setName}
            />
            <TextField
              label={say('login.password')}
              type="password"
              value={password}
              required
              autocomplete="current-password"
              onInput={setPassword}
            />
            <Button tone="main" type="submit" disabled={busy}>
              {say('login.submit')}
            </Button>
          </>
        )}
      </form>
    </main>
  );
}
