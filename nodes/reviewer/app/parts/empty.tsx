import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

/** Stands where there is nothing to show yet, and says why. */
export function Empty({ icon, children }: { icon: IconName; children: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p>{children}</p>
    </div>
  );
}
