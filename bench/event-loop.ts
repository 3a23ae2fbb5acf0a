import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Runs a task and watches this process's event loop meanwhile. @returns the task's result and the p99 delay, ms */
export async function watchingEventLoop<Result>(task: () => Promise<Result>) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const result = await task();
  delays.disable();
  return { result, p99Ms: delays.percentile(99) / 1e6 };
}
