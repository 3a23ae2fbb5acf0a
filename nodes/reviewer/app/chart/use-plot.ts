import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { useTheme } from '../theme-context';

/** Where the plotting area lies within the chart, CSS pixels. */
export interface PlotArea {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A colour of the style sheet, as it is at the place of the chart. */
export type Colour = (name: string) => string;

const NOWHERE: PlotArea = { left: 0, top: 0, width: 0, height: 0 };

/**
 * A uPlot chart that fills its element.
 * @param make its options for these colours; called anew when `key` changes
 */
export function usePlot(
  make: (colour: Colour) => Omit<uPlot.Options, 'width' | 'height'>,
  data: uPlot.AlignedData,
  key: string,
) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(data);
  const [area, setArea] = useState<PlotArea>(NOWHERE);
  const theme = useTheme();
  latest.current = data;

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const options = make((name) => style.getPropertyValue(name).trim());
    const size = () => ({
      width: Math.max(60, element.clientWidth),
      height: Math.max(80, element.clientHeight),
    });
    const measured = ({ bbox }: uPlot) => {
      const { left, top, width, height } = bbox;
      const ratio = uPlot.pxRatio;
      const now = { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
      setArea((before) => (sameArea(before, now) ? before : now));
    };
    const hooks = { ...options.hooks, draw: [...(options.hooks?.draw ?? []), measured] };
    const made = new uPlot({ ...options, ...size(), hooks }, latest.current, element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [key, theme]);

  useEffect(() => plot.current?.setData(data), [data]);

  return { host, area };
}

function sameArea(left: PlotArea, right: PlotArea): boolean {
  return (
    left.left === right.left &&
    left.top === right.top &&
    left.width === right.width &&
    left.height === right.height
  );
}
