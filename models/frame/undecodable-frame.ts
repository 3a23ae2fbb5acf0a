/** A picture that cannot be judged. `message` is a sentence for the operator. */
export class UndecodableFrame extends Error {}
