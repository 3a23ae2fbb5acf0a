import type { Histogram } from './histogram';

export type Labels = Record<string, string>;

/** All series of one metric. */
export interface MetricFamily {
  name: string;
  help: string;
  series: MetricSeries;
}

export type MetricSeries =
  | { type: 'counter' | 'gauge'; samples: { labels: Labels; value: number }[] }
  | { type: 'histogram'; samples: { labels: Labels; histogram: Histogram }[] };

/** Content type of the text. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus text exposition format 0.0.4; families without samples are left out. */
export function exposition(families: readonly MetricFamily[]): string {
  return families
    .filter(({ series }) => series.samples.length > 0)
    .map(({ name, help, series }) =>
      [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${series.type}`, ...lines(name, series)]
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('');
}

function lines(name: string, series: MetricSeries): string[] {
  if (series.type !== 'histogram')
    return series.samples.map(({ labels, value }) => line(name, labels, value));
  return series.samples.flatMap(({ labels, histogram }) => [
    ...[...histogram.classes()].map(([end, count]) =>
      line(`${name}_bucket`, { ...labels, le: number(end) }, count),
    ),
    line(`${name}_sum`, labels, histogram.sum),
    line(`${name}_count`, labels, histogram.count),
  ]);
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${number(value)}`;
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function escapeHelp(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
