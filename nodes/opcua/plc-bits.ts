import type { PlcWriter } from './plc-writer';
import type { SideWriter } from './side-writer';

/** Bits that the server refused to write are tried again after this. */
const refusedRetryMs = 5000;

export interface Bits {
  /** Verdicts wait for the PLC, or it has one in front of it. */
  busy: boolean;
  /** Triggers are taken. */
  ready: boolean;
}

/** Keeps the bits of the PLC as they should be: writes them when they change, and those that were refused again. */
export class PlcBits {
  private written: Bits | undefined;
  /** When bits that the server refused are tried again, ms. */
  private againAt = 0;

  constructor(private readonly side: SideWriter) {}

  /** What the PLC has of them is not known any more. */
  forget(): void {
    this.written = undefined;
  }

  /** @returns whether there was anything to write. */
  async write(writer: PlcWriter, { busy, ready }: Bits): Promise<boolean> {
    const { written } = this;
    const unchanged = written?.busy === busy && written.ready === ready;
    const again = this.side.refuses('bits') && performance.now() >= this.againAt;
    if (unchanged && !again) return false;
    await this.side.write(writer, 'bits', { busy, ready });
    this.written = { busy, ready };
    this.againAt = performance.now() + refusedRetryMs;
    return true;
  }

  /** When refused ones are due, ms; undefined when none are. */
  wakeAt(): number | undefined {
    return this.side.refuses('bits') ? this.againAt : undefined;
  }
}
