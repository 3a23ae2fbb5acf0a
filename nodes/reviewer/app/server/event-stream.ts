/** One message of a server-sent event stream. */
export interface StreamMessage {
  event: string;
  data: string;
}

/**
 * Reads `text/event-stream` piece by piece (WHATWG HTML, section 9.2.6). EventSource itself cannot send the header
 * with the token.
 */
export class EventStreamReader {
  private rest = '';
  private event = '';
  private data: string[] = [];

  /** @returns the messages that this piece completes */
  push(piece: string): StreamMessage[] {
    const text = this.rest + piece;
    // A carriage return at the end may be the first half of a line end.
    const complete = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = complete.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + text.slice(complete.length);
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): StreamMessage[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): StreamMessage[] {
    const message = { event: this.event || 'message', data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.event = '';
    this.data = [];
    return empty ? [] : [message];
  }
}
