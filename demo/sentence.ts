/** A failure that is one sentence for the user of the demo, not a stack trace. */
export class Sentence extends Error {}
