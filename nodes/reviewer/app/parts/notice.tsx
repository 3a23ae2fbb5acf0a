import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

const icons = { info: 'info', warning: 'warning', bad: 'bad', good: 'good' } as const satisfies Record<
  string,
  IconName
>;

export type Tone = keyof typeof icons;

/** A sentence that a person has to see. */
export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice notice-${tone}`}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}
