import type { Link, LinkState } from '../../../nodes/opcua/connection';

/** Collects what a connection tells its users, and lets a test wait for it. */
export class Watcher {
  readonly states: LinkState[] = [];
  readonly sentences: string[] = [];
  opened = 0;
  resumed = 0;
  private waiting: { until: (watcher: Watcher) => boolean; resolve: () => void }[] = [];

  readonly user = {
    opened: (_link: Link) => {
      this.opened += 1;
      this.look();
    },
    resumed: (_link: Link) => {
      this.resumed += 1;
      this.look();
    },
    changed: (state: LinkState, sentence?: string) => {
      this.states.push(state);
      if (sentence) this.sentences.push(sentence);
      this.look();
    },
  };

  until(condition: (watcher: Watcher) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ until: condition, resolve });
      this.look();
    });
  }

  private look(): void {
    const met = this.waiting.filter((one) => one.until(this));
    this.waiting = this.waiting.filter((one) => !met.includes(one));
    for (const one of met) one.resolve();
  }
}
