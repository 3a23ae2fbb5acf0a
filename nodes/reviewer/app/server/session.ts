/** Whose token goes with the requests. */
export interface Session {
  token(): string | null;
  /** The token that was got by a login in this app. */
  own(): string | null;
  /** Null forgets it. */
  keep(token: string | null): void;
}

const KEPT_AS = 'sroc-reviewer-token';

/**
 * The page's own token, for as long as the tab is open; without one, that of an editor that is logged in on the same
 * Node-RED in this browser.
 * @param editorPath path of the editor, such as `/` or `/admin/`
 */
export function pageSession(editorPath: string): Session {
  const kept = () => sessionStorage.getItem(KEPT_AS);
  return {
    token: () => (kept() ?? editorToken(editorPath)) || null,
    own: () => kept() || null,
    // Whoever logs out here does not go on with the editor's token: an empty one is kept.
    keep: (token) => sessionStorage.setItem(KEPT_AS, token ?? ''),
  };
}

/** Within the editor: its token, and nobody logs in beside it. */
export function editorSession(token: () => string | null): Session {
  return { token, own: () => null, keep: () => {} };
}

/** Where the editor keeps its token (Node-RED 4.1 and 5). */
function editorToken(editorPath: string): string | null {
  const key = `auth-tokens${editorPath.slice(0, -1).replace(/\//g, '-')}`;
  try {
    const kept: { access_token?: string } | null = JSON.parse(localStorage.getItem(key) ?? 'null');
    return kept?.access_token ?? null;
  } catch {
    return null;
  }
}
