import type { VerdictMessage } from '../messages';
import type { OpcUaConnection } from './connection';
import type { Action, Entry } from './handshake';
import { asLate } from './late';
import type { PlcMethod } from './plc-method';
import type { PlcWriter } from './plc-writer';

/** Failed attempts after which a verdict makes room for the next one. */
const mostTries = 3;

/** Performs on the server what a handshake asks for: a verdict by a method or by variables, and valid. */
export class HandOver {
  private failing?: { entry: Entry<VerdictMessage>; tries: number };

  /** @param overtaken whether a verdict whose data are written must not be shown any more */
  constructor(
    private readonly connection: OpcUaConnection,
    private readonly method: PlcMethod | undefined,
    private readonly deadlineMs: number,
    private readonly overtaken: () => boolean,
  ) {}

  /** @returns whether it was brought to its end; one that was overtaken was not. @throws when the server fails or refuses */
  async perform(action: Action<VerdictMessage>, writer: PlcWriter): Promise<boolean> {
    const { connection, method } = this;
    if (action.kind === 'write') {
      const { payload } = action.entry.item;
      const verdict = action.lateMs > 0 ? asLate(payload, action.lateMs, this.deadlineMs) : payload;
      if (method) {
        await connection.request('Call', (link) => method.call(link, verdict));
        return true;
      }
      await connection.request('Write', (link) => writer.writeData(link, verdict));
      if (this.overtaken()) return false;
    }
    await connection.request('Write', (link) => writer.writeValid(link, action.valid));
    return true;
  }

  /** Counts a failed attempt. A verdict that cannot be written must not hold up those behind it for ever. */
  failsForGood(entry: Entry<VerdictMessage>): boolean {
    const before = this.failing?.entry === entry ? this.failing.tries : 0;
    this.failing = { entry, tries: before + 1 };
    return this.failing.tries >= mostTries;
  }
}
