import { useEffect, useRef } from 'preact/hooks';
import { useTools } from '../../app-context';
import { Button } from '../../parts/button';
import type { Place } from '../../server/api';

const lists = { rejects: 'unjudged.rejected', unjudged: 'health.undecided' } as const;

interface ListSwitchProps {
  place: Place;
  shown: keyof typeof lists;
}

/** Each list has a switch of its own: the one that is shown next takes the focus over from the one that was pressed. */
let pressed = false;

/** Between the parts that were found bad and those that nobody could judge. */
export function ListSwitch({ place, shown }: ListSwitchProps) {
  const { say, go } = useTools();
  const buttons = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (pressed) buttons.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    pressed = false;
  }, []);
  const show = (view: ListSwitchProps['shown']) => {
    pressed = view !== shown;
    go({ ...place, view });
  };
  return (
    <fieldset ref={buttons} class="segments" aria-label={say('unjudged.lists')}>
      {(['rejects', 'unjudged'] as const).map((view) => (
        <Button key={view} pressed={view === shown} onClick={() => show(view)}>
          {say(lists[view])}
        </Button>
      ))}
    </fieldset>
  );
}
