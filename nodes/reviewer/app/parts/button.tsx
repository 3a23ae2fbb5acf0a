import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface ButtonProps {
  icon?: IconName;
  /** Names a button that shows only its icon. */
  label?: string;
  tone?: 'main' | 'plain' | 'danger';
  pressed?: boolean;
  disabled?: boolean;
  /** Why it is disabled, or what it does. */
  hint?: string;
  type?: 'button' | 'submit';
  children?: ComponentChildren;
  onClick?: () => void;
}

export function Button({
  icon,
  label,
  tone = 'plain',
  pressed,
  disabled,
  hint,
  type,
  children,
  onClick,
}: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      class={`button button-${tone}${children ? '' : ' button-icon'}`}
      aria-label={label}
      aria-pressed={pressed}
      title={hint ?? label}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}
