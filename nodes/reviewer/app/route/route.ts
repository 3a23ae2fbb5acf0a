/** What the navigation leads to. */
export const ways = ['health', 'window', 'scores', 'rejects', 'recipes', 'changes'] as const;
export type Way = (typeof ways)[number];
/** The frames nobody could judge are the other list of what was not passed. */
export const views = [...ways, 'unjudged'] as const;
export type View = (typeof views)[number];

/** What is looked at; an empty station or recipe stands for the first there is. */
export interface Route {
  station: string;
  recipe: string;
  view: View;
}

/** Reads `#/station/<station>/<recipe>/<view>`; whatever it does not understand is the start view. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/');
  const [kind, station = '', recipe = '', view = ''] = parts.map(decoded);
  if (kind !== 'station') return { station: '', recipe: '', view: 'health' };
  return { station, recipe, view: views.find((known) => known === view) ?? 'health' };
}

export function formatRoute({ station, recipe, view }: Route): string {
  return `#/station/${encodeURIComponent(station)}/${encodeURIComponent(recipe)}/${view}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
