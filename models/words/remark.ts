import { sentence } from '../sentence';
import { commandRefusals } from './command-refusals';
import { notices } from './notices';
import { refusals } from './refusals';

/** Everything the engine says, by kind. */
const english = { ...notices, ...commandRefusals, ...refusals };

/** What a text leaves open. */
export type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** A kind of these texts with the values that its text names. */
export type RemarkOf<Texts extends Record<string, string>> = {
  [Kind in keyof Texts]: { kind: Kind } & { [Name in NamesIn<Texts[Kind]>]: Value };
}[keyof Texts];

/** A number is written as the language does; a remark is part of what is said, such as the reason. */
export type Value = string | number | Remark;

export type Values = Readonly<Record<string, Value>>;

/** Something to say to a person, for whoever puts it into their language. */
export type Remark = RemarkOf<typeof english>;

/** For logs, for flows, and wherever there are no words in another language. */
export function inEnglish(remark: Remark): string {
  return fillIn(english[remark.kind], remark);
}

/** An English text with its values. */
export function fillIn(text: string, values: Values): string {
  const written = valuesOf(values, inEnglish);
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(written[name]));
}

/** The same values, remarks among them in words. */
export function valuesOf(values: Values, inWords: (part: Remark) => string): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? inWords(value) : value]),
  );
}

/** An error that says something to a person. */
export class RemarkError extends Error {
  constructor(readonly remark: Remark) {
    super(inEnglish(remark));
  }
}

/** What an error says; one that is not ours speaks for itself. */
export function remarkOf(error: unknown): Remark {
  return error instanceof RemarkError ? error.remark : { kind: 'other', text: sentence(error) };
}
