/** How far something has come; `value` of `most`. */
export function Progress({ value, most, label }: { value: number; most: number; label: string }) {
  const share = most > 0 ? Math.min(1, value / most) : 0;
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuenow={Math.min(value, most)}
    >
      <div class="progress-done" style={{ inlineSize: `${100 * share}%` }} />
    </div>
  );
}
