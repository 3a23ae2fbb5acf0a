import { EventEmitter, once } from 'node:events';

/** Everything that arrived somewhere, in order, and a way to wait for what is still to come. */
export class Recorder<T> {
  readonly all: T[] = [];
  private readonly arrivals = new EventEmitter();

  push(item: T): void {
    this.all.push(item);
    this.arrivals.emit('item');
  }

  /**
   * The first item, of those already here or to come, that fits.
   * @throws after `patience` ms, with what came instead
   */
  async first(fits: (item: T) => boolean = () => true, patience = 20_000): Promise<T> {
    const [item] = await this.until((all) => all.filter(fits).slice(0, 1), 1, patience);
    return item;
  }

  /** The first `count` items. */
  count(count: number, patience = 20_000): Promise<T[]> {
    return this.until((all) => all.slice(0, count), count, patience);
  }

  private async until(pick: (all: T[]) => T[], count: number, patience: number): Promise<T[]> {
    const signal = AbortSignal.timeout(patience);
    for (;;) {
      const picked = pick(this.all);
      if (picked.length >= count) return picked;
      await once(this.arrivals, 'item', { signal }).catch(() => {
        const seen = JSON.stringify(this.all.slice(-10)).slice(0, 2000);
        throw new Error(`Waited ${patience} ms in vain; ${this.all.length} arrived, last of them ${seen}`);
      });
    }
  }
}
