/** `request`: it makes no sense; `missing`: what it names is not there; `busy`: not now. */
export type RefusalKind = 'request' | 'missing' | 'busy';

/** Why something a person asked for is not done: a sentence for the person. */
export class Refused extends Error {
  constructor(
    readonly kind: RefusalKind,
    sentence: string,
  ) {
    super(sentence);
  }
}
