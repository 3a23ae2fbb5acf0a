/**
 * Answers of the server to what one view shows. What was asked for later is newer; an answer that comes late must not take
 * the place of a newer one.
 */
export class AnswerOrder {
  private asked = 0;
  private shown = 0;
  private over = false;

  /** The view is asked for. @returns whether its answer, which has come, may be shown */
  ask(): () => boolean {
    const mine = ++this.asked;
    return () => {
      if (this.over || mine <= this.shown) return false;
      this.shown = mine;
      return true;
    };
  }

  /**
   * A change is asked for, whose answer holds the view too.
   * @returns whether its answer, which has come, may be shown: not when the view was asked for meanwhile, for nobody knows
   * then which of the two is newer
   */
  change(): () => boolean {
    const before = this.asked;
    return () => {
      if (this.over || this.asked !== before) return false;
      this.shown = before;
      return true;
    };
  }

  /** The server told of the view unasked. */
  pushed(): void {
    this.shown = ++this.asked;
  }

  /** Nobody looks at the view any more. */
  end(): void {
    this.over = true;
  }
}
