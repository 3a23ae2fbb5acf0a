import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../../demo/random';
import type { TcpProxy } from '../../tcp-proxy';

/** Cuts the cable at random points until it is told to stop. */
export function saboteur(proxy: TcpProxy, draw: Random) {
  let cuts = 0;
  let running = true;
  const work = (async () => {
    while (running) {
      await delay(draw.between(2000, 8000));
      if (!running) break;
      cuts += 1;
      if (draw.next() < 0.5) proxy.cut();
      else {
        proxy.unplug();
        await delay(draw.between(50, 300));
        proxy.plug();
      }
    }
  })();
  return {
    async stop(): Promise<number> {
      running = false;
      await work;
      return cuts;
    },
  };
}
