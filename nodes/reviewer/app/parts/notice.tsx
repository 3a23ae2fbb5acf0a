import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

const icons = { info: 'info', warning: 'warning', bad: 'bad', good: 'good' } as const satisfies Record<
  string,
  IconName
>;

export type Tone = keyof typeof icons;

interface NoticeProps {
  tone: Tone;
  /** When it comes after something that failed, screen readers say it at once. */
  role?: 'alert';
  children: ComponentChildren;
}

/** A sentence that a person has to see. */
export function Notice({ tone, role, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={role}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}
