import { createContext } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import type { Route } from './route/route';
import type { Api } from './server/api';
import type { Live } from './server/live';
import type { Pictures } from './server/pictures';
import type { Announce, Toasts } from './shell/use-toasts';
import type { Numbers } from './words/numbers';
import type { Say } from './words/texts';

/** What every part of the app may use. */
export interface AppTools {
  api: Api;
  live: Live;
  pictures: Pictures;
  say: Say;
  numbers: Numbers;
  /** Whether the person may change anything. */
  mayWrite: boolean;
  go(route: Partial<Route>): void;
  /** Says how something that was asked for went, in a place that screen readers hear. */
  announce: Announce;
  /** An open dialog hears what is announced: whatever lies under it can be neither seen nor touched. */
  listen: Toasts['listen'];
}

const Tools = createContext<AppTools | null>(null);
export const ToolsProvider = Tools.Provider;

export function useTools(): AppTools {
  const tools = useContext(Tools);
  if (!tools) throw new Error('This part needs the ToolsProvider around it.');
  return tools;
}

/** Draws the part anew whenever the server has pushed something. */
export function useLive(): Live {
  const { live } = useTools();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => live.subscribe(() => again(undefined)), [live]);
  return live;
}
