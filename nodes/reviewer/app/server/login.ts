/** What Node-RED asks people for: a name and a password, or a visit to another page. */
export type LoginKind = { kind: 'password' } | { kind: 'elsewhere'; url: string; label: string };

/** @param root of Node-RED's admin API */
export async function loginKind(root: URL): Promise<LoginKind> {
  const answer: { type?: string; prompts?: { url?: string; label?: string }[] } = await (
    await fetch(new URL('auth/login', root))
  ).json();
  const prompt = answer.prompts?.[0];
  if (answer.type !== 'strategy' || !prompt?.url) return { kind: 'password' };
  return { kind: 'elsewhere', url: new URL(prompt.url, root).href, label: prompt.label ?? '' };
}

/** Ends what `logIn` began; without an answer the token ends by its age. */
export async function logOut(root: URL, token: string): Promise<void> {
  await fetch(new URL('auth/revoke', root), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ token }),
  }).catch(() => {});
}

/** @returns the token, or null when name and password do not fit */
export async function logIn(root: URL, username: string, password: string): Promise<string | null> {
  const body = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password };
  const answer = await fetch(new URL('auth/token', root), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) return null;
  const { access_token }: { access_token?: string } = await answer.json();
  return access_token ?? null;
}
