import { useState } from 'preact/hooks';
import { useTools } from '../app-context';

/** Runs one thing at a time that a person asked for, and says when it fails. */
export function useAction(): { busy: boolean; run(act: () => Promise<void>): Promise<void> } {
  const { announce } = useTools();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async run(act) {
      setBusy(true);
      try {
        await act();
      } catch (error) {
        announce(error instanceof Error ? error.message : String(error), 'bad');
      } finally {
        setBusy(false);
      }
    },
  };
}
