import type { Verdict } from '../../../models/verdict';
import { flowOf, frame, frames, station, statusOf, verdicts, WINDOW } from '../inspect-line';
import type { TestRuntime } from '../runtime';
import { ReviewerClient, startWithLogin } from './client';

/** A Node-RED with the station `a`, which has learned its recipe, and two people who look at it. */
export interface TrainedLine {
  runtime: TestRuntime;
  engineer: ReviewerClient;
  guest: ReviewerClient;
  /** Names station and recipe in a request. */
  at: { station: string; recipe: string };
  /** One frame, and its verdict. */
  judge(number: number, defective?: boolean): Promise<Verdict>;
}

export async function startTrained(change: Record<string, unknown> = {}): Promise<TrainedLine> {
  const runtime = await startWithLogin();
  await runtime.deploy(flowOf(station('a', change)));
  for (const message of await frames(1, WINDOW)) runtime.inject('a', message);
  let sent = WINDOW;
  await statusOf(runtime, 'a', ({ state }) => state === 'inspecting');
  return {
    runtime,
    engineer: ReviewerClient.login(runtime, 'engineer'),
    guest: ReviewerClient.login(runtime, 'guest'),
    at: { station: 'a', recipe: 'default' },
    async judge(number, defective = false) {
      runtime.inject('a', await frame(number, defective));
      const all = await verdicts(runtime, 'a', ++sent);
      return all[sent - 1];
    },
  };
}
