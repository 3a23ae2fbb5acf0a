import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const Current = createContext<Theme>('light');
export const ThemeProvider = Current.Provider;

/** What draws on a canvas needs to know when the colours change. */
export function useTheme(): Theme {
  return useContext(Current);
}
