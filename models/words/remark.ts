import { sentence } from '../sentence';
import { notices } from './notices';

/** Everything the engine says, by kind. */
const english = { ...notices };

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** A kind of these texts with the values that its text names. */
export type RemarkOf<Texts extends Record<string, string>> = {
  [Kind in keyof Texts]: { kind: Kind } & { [Name in NamesIn<Texts[Kind]>]: Value };
}[keyof Texts];

/** A number is written as the language does; a remark is part of what is said, such as the reason. */
export type Value = string | number | Remark;

/** Something to say to a person, for whoever puts it into their language. */
export type Remark = RemarkOf<typeof english>;

/** For logs, for flows, and wherever there are no words in another language. */
export function inEnglish(remark: Remark): string {
  return fillIn(english[remark.kind], remark);
}

/** @param values those that `{name}` in the text stands for */
export function fillIn(text: string, values: Readonly<Record<string, Value>>): string {
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    return typeof value === 'object' ? inEnglish(value) : String(value);
  });
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
