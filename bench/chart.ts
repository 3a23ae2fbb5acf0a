/** A line of a chart. */
export interface Series {
  name: string;
  points: { x: number; y: number }[];
}

export interface Panel {
  title: string;
  xLabel: string;
  /** Smallest value of the axis; the largest is 1. */
  yFrom: number;
  /** Text of a value on the horizontal axis. */
  xText: (x: number) => string;
  series: Series[];
}

const WIDTH = 380;
const HEIGHT = 250;
const LEFT = 46;
const TOP = 34;
const PLOT_WIDTH = WIDTH - LEFT - 16;
const PLOT_HEIGHT = HEIGHT - TOP - 48;
const LEGEND_ROW = 22;
const LEGEND_COLUMNS = 3;
const TICKS = 4;

/** Distinct in light and dark, and for colour-blind eyes together with the markers (after Okabe and Ito 2008). */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#b58900', '#56a0d3', '#888888'];
const MARKERS = ['circle', 'square', 'diamond', 'triangle'];

/** Panels side by side, one legend below; the first series is drawn thickest. */
export function lineChart(title: string, panels: readonly Panel[]): string {
  const names = panels[0].series.map(({ name }) => name);
  const width = WIDTH * panels.length;
  const height = HEIGHT + Math.ceil(names.length / LEGEND_COLUMNS) * LEGEND_ROW + 10;
  const legend = names.map((name, at) => {
    const x = LEFT + (at % LEGEND_COLUMNS) * ((width - LEFT) / LEGEND_COLUMNS);
    const y = HEIGHT + 12 + Math.floor(at / LEGEND_COLUMNS) * LEGEND_ROW;
    const line = `<line x1="${x}" y1="${y}" x2="${x + 26}" y2="${y}" ${stroke(at)}/>`;
    return `${line}${marker(at, x + 13, y)}<text x="${x + 33}" y="${y + 4}">${escaped(name)}</text>`;
  });
  const drawn = panels.map((panel, at) => `<g transform="translate(${at * WIDTH} 0)">${draw(panel)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 } .grid { stroke: #d0d7de }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } }
</style>
${drawn.join('\n')}
${legend.join('\n')}
</svg>
`;
}

function draw({ title, xLabel, yFrom, xText, series }: Panel): string {
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const xOf = (x: number) =>
    LEFT + (PLOT_WIDTH * (x - places[0])) / Math.max(1e-9, places[places.length - 1] - places[0]);
  const yOf = (y: number) => TOP + (PLOT_HEIGHT * (1 - Math.max(yFrom, y))) / (1 - yFrom);
  const parts = [`<text class="title" x="${LEFT}" y="18">${escaped(title)}</text>`];
  for (let tick = 0; tick <= TICKS; tick++) {
    const value = yFrom + ((1 - yFrom) * tick) / TICKS;
    const y = round(yOf(value));
    parts.push(`<line class="grid" x1="${LEFT}" y1="${y}" x2="${LEFT + PLOT_WIDTH}" y2="${y}"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${Number(value.toFixed(3))}</text>`);
  }
  for (const place of places) {
    const [x, y] = [round(xOf(place)), TOP + PLOT_HEIGHT + 17];
    parts.push(`<text x="${x}" y="${y}" text-anchor="middle">${escaped(xText(place))}</text>`);
  }
  const middle = LEFT + PLOT_WIDTH / 2;
  parts.push(
    `<text x="${middle}" y="${TOP + PLOT_HEIGHT + 35}" text-anchor="middle">${escaped(xLabel)}</text>`,
  );
  // The first one is drawn last, over the others.
  for (const at of [...series.keys()].reverse()) {
    const points = series[at].points.filter(({ y }) => !Number.isNaN(y));
    const path = points.map(({ x, y }) => `${round(xOf(x))},${round(yOf(y))}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" ${stroke(at)}/>`);
    parts.push(...points.map(({ x, y }) => marker(at, xOf(x), yOf(y))));
  }
  return parts.join('\n');
}

function stroke(at: number): string {
  return `stroke="${COLOURS[at % COLOURS.length]}" stroke-width="${at === 0 ? 3 : 1.8}" stroke-linejoin="round"`;
}

function marker(at: number, centreX: number, centreY: number): string {
  const [x, y] = [round(centreX), round(centreY)];
  const fill = `fill="${COLOURS[at % COLOURS.length]}"`;
  switch (MARKERS[at % MARKERS.length]) {
    case 'square':
      return `<rect x="${x - 3.5}" y="${y - 3.5}" width="7" height="7" ${fill}/>`;
    case 'diamond':
      return `<path d="M${x} ${y - 5}l5 5l-5 5l-5-5z" ${fill}/>`;
    case 'triangle':
      return `<path d="M${x} ${y - 5}l5 9h-10z" ${fill}/>`;
    default:
      return `<circle cx="${x}" cy="${y}" r="4" ${fill}/>`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
