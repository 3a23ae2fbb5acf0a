import { useEffect, useReducer } from 'preact/hooks';
import { useTools } from './app-context';

const SECOND_MS = 1000;

/**
 * What time it is for the server, milliseconds since the epoch.
 * @param ticking draws the part anew every second
 */
export function useServerTime(ticking: boolean): number {
  const { live } = useTools();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => again(undefined), SECOND_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return live.serverTime;
}
