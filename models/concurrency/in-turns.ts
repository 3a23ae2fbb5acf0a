import { setImmediate as nextTurn } from 'node:timers/promises';

/** A frame that arrives during a fit waits no longer than about this for its turn, milliseconds. */
const LONGEST_TURN_MS = 10;

/** Runs `step` for 0 .. count - 1; whatever else the process has to do gets its turn in between. */
export async function inTurns(count: number, step: (index: number) => void): Promise<void> {
  let since = performance.now();
  for (let index = 0; index < count; index++) {
    step(index);
    if (performance.now() - since < LONGEST_TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}
