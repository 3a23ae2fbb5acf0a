/** Why a request is not answered as asked: a sentence for the person and the status of the answer. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413 | 503,
    sentence: string,
  ) {
    super(sentence);
  }
}
