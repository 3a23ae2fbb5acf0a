import type { SoakSample } from './soak';

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 56;
const TOP = 34;
const RIGHT = 16;
const BOTTOM = 64;
const TICKS = 5;

const LINES = [
  { name: 'Node-RED', colour: '#e69f00', value: ({ nodeRedMb }: SoakSample) => nodeRedMb },
  {
    name: 'without garbage',
    colour: '#d55e00',
    value: ({ nodeRedHeldMb }: SoakSample) => nodeRedHeldMb,
  },
  { name: 'inference process', colour: '#0072b2', value: ({ engineMb }: SoakSample) => engineMb },
];

/** Memory of both processes over the minutes of a soak, measured from minute 0, from 0 MB on; Node-RED's also as it is after garbage collection. */
export function soakChart(samples: readonly SoakSample[]): string {
  const most = Math.max(1, ...samples.flatMap((sample) => LINES.map(({ value }) => value(sample) ?? 0)));
  const top = Math.ceil(most / 100) * 100;
  const first = Math.min(0, ...samples.map(({ minute }) => minute));
  const minutes = Math.max(1, ...samples.map(({ minute }) => minute)) - first;
  const x = (minute: number) => (LEFT + ((WIDTH - LEFT - RIGHT) * (minute - first)) / minutes).toFixed(1);
  const y = (megabytes: number) => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - megabytes / top)).toFixed(1);
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => tick / TICKS);
  const grid = ticks.map((share) => {
    const [height, value] = [y(share * top), Math.round(share * top)];
    return `<line class="grid" x1="${LEFT}" y1="${height}" x2="${WIDTH - RIGHT}" y2="${height}"/><text x="${LEFT - 6}" y="${Number(height) + 4}" text-anchor="end">${value}</text>`;
  });
  const times = ticks.map((share) => {
    const minute = first + share * minutes;
    return `<text x="${x(minute)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${minute.toFixed(0)} min</text>`;
  });
  const lines = LINES.map(({ name, colour, value }, at) => {
    const points = samples
      .flatMap((sample) => {
        const megabytes = value(sample);
        return megabytes === null ? [] : [`${x(sample.minute)},${y(megabytes)}`];
      })
      .join(' ');
    const legend = LEFT + at * 140;
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/><line x1="${legend}" y1="${HEIGHT - 20}" x2="${legend + 26}" y2="${HEIGHT - 20}" stroke="${colour}" stroke-width="2"/><text x="${legend + 33}" y="${HEIGHT - 16}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Memory during a soak">
<title>Memory during a soak</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600 } .grid { stroke: #d0d7de }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } }
</style>
<text class="title" x="${LEFT}" y="18">Resident memory, MB</text>
${[...grid, ...times, ...lines].join('\n')}
</svg>
`;
}
