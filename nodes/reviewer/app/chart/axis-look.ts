import type { Colour } from './use-plot';

/** Axes in the colours and the type of the page. */
export function axisLook(colour: Colour) {
  return {
    stroke: () => colour('--text-2'),
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${colour('--font') || 'sans-serif'}`,
    size: 26,
    gap: 4,
  };
}
