import type { Theme } from './theme-context';

/** Light or dark, and who is told when that changes. */
export interface Look {
  now(): Theme;
  onChange(listener: () => void): () => void;
  /** Chooses by hand; null where the editor decides. */
  choose: ((theme: Theme) => void) | null;
  end(): void;
}

const KEPT_AS = 'sroc-reviewer-theme';

/** As the person chose on this machine, else as the system has it. */
export function followPageTheme(): Look {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  dark.addEventListener('change', tell);
  return {
    now() {
      const chosen = localStorage.getItem(KEPT_AS);
      if (chosen === 'light' || chosen === 'dark') return chosen;
      return dark.matches ? 'dark' : 'light';
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose(theme) {
      localStorage.setItem(KEPT_AS, theme);
      tell();
    },
    end: () => dark.removeEventListener('change', tell),
  };
}

/** As the editor's background is: its themes are known only by their colours. */
export function followEditorTheme(host: HTMLElement): Look {
  const listeners = new Set<() => void>();
  const observer = new MutationObserver(() => {
    for (const listener of listeners) listener();
  });
  const watched = { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] };
  for (const element of [document.documentElement, document.body]) observer.observe(element, watched);
  return {
    now: () =>
      isDark(getComputedStyle(host).getPropertyValue('--red-ui-secondary-background')) ? 'dark' : 'light',
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose: null,
    end: () => observer.disconnect(),
  };
}

/** Whether a CSS colour is nearer to black than to white. */
function isDark(colour: string): boolean {
  const context = document.createElement('canvas').getContext('2d');
  if (!context || colour.trim() === '') return false;
  context.fillStyle = colour.trim();
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
