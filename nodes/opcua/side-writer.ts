import type { OpcUaConnection } from './connection';
import type { FieldValue } from './data-types';
import { type PlcWriter, WriteRefused } from './plc-writer';

/** What a PLC is told beside verdicts. */
export type Side = 'bits' | 'heartbeat';

/**
 * Writes what a PLC is told beside verdicts. Nothing of it that the server refuses may keep verdicts from the PLC: that
 * is told once, and known until it is written.
 */
export class SideWriter {
  private readonly reasons = new Map<Side, string>();

  /** @param told called with a sentence when the server refuses something, or refuses it for another reason */
  constructor(
    private readonly connection: OpcUaConnection,
    private readonly told: (sentence: string) => void,
  ) {}

  /** Why something is not written; empty when all is well. */
  get refusal(): string {
    return [...this.reasons.values()].join('; ');
  }

  refuses(what: Side): boolean {
    return this.reasons.has(what);
  }

  /** @throws when it could not be written for another reason than that the server refused it */
  async write(writer: PlcWriter, what: Side, values: Record<string, FieldValue>): Promise<void> {
    try {
      await this.connection.request('Write', (link) => writer.writeFields(link, values));
      this.reasons.delete(what);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      const before = this.reasons.get(what);
      this.reasons.set(what, error.message);
      if (error.message === before) return;
      this.told(
        `Verdicts are written, but ${error.message}. Allow this user to write that variable, or clear its field in this node.`,
      );
    }
  }
}
