import de from '../locales/de.json';
import english from '../locales/en-US.json';

export type TextKey = keyof typeof english;
export type Values = Record<string, string | number>;
/** A text of the catalog with `{name}` filled in. */
export type Say = (key: TextKey, values?: Values) => string;

type Catalog = Record<TextKey, string>;
const catalogs: Record<string, Catalog> = { de, en: english };

/** The texts in the first language of these that there is a catalog for, and the locale for numbers and dates. */
export function textsFor(languages: readonly string[]): { say: Say; language: string; locale: string } {
  const wanted = languages.find((language) => Object.hasOwn(catalogs, primary(language))) ?? 'en-US';
  const catalog = catalogs[primary(wanted)];
  return {
    language: primary(wanted),
    locale: wanted,
    say: (key, values) => filled(catalog[key], wanted, values),
  };
}

/** Whether there is a text of this key, which may come from a server that is newer than the page. */
export function hasText(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

function primary(language: string): string {
  return language.toLowerCase().split('-')[0];
}

/**
 * Fills in `{name}`, a number as the language writes it, and chooses in `{n|one|other}` by the language's rules for
 * the number `n`.
 */
export function filled(text: string, locale: string, values: Values = {}): string {
  return text.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (_all, name: string, one?: string, other?: string) => {
      const value = values[name] ?? '';
      if (one === undefined || other === undefined) return written(value, locale);
      const singular = new Intl.PluralRules(locale).select(Number(value)) === 'one';
      return (singular ? one : other).replaceAll('#', written(value, locale));
    },
  );
}

function written(value: string | number, locale: string): string {
  return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
}
