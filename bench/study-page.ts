import { lineChart, type Panel, type Series } from './chart';
import { OURS } from './study-methods';
import type { StudyRow } from './study-row';
import { markdownTable, mean } from './table';

/** Markdown, and the pictures it shows by file name. */
export interface Page {
  markdown: string;
  images: [name: string, svg: string][];
}

type Numbers = 'auroc' | 'defectRecall' | 'falseReject' | 'removalRecall' | 'falseRemoval';

const REFINEMENTS = [
  'SROC',
  'SRR consensus',
  'hand-cleaned',
  OURS,
  'PatchCore, SoftPatch filter',
  'PatchCore',
];
/** Of those, the ones that take whole frames out of a window by themselves. */
const FRAME_FILTERS = ['SROC', 'SRR consensus'];
const percent = (share: number) => (Number.isNaN(share) ? '–' : `${Math.round(100 * share)} %`);

/** Everything against contamination: detectors without refinement, then ways of refining. */
export function pollutionPage(data: string, rows: readonly StudyRow[]): Page {
  const methods = unique(rows.map(({ method }) => method));
  const contaminations = unique(rows.map(({ contamination }) => contamination));
  const table = (texts: (own: readonly StudyRow[]) => string, shownMethods = methods) =>
    markdownTable(
      shownMethods.map((method) => {
        const cells = contaminations.map((contamination) => [
          percent(contamination),
          texts(rows.filter((row) => row.method === method && row.contamination === contamination)),
        ]);
        return { method: shown(method), ...Object.fromEntries(cells) };
      }),
    );
  const detectors = methods.filter(
    (method) => !REFINEMENTS.includes(method) || method === OURS || method === 'PatchCore',
  );
  const chart = (title: string, names: readonly string[]) =>
    lineChart(
      title,
      panels(rows, names, 'contamination of the window', percent, (row) => row.contamination),
    );
  const markdown = `## ${data}

Defects caught at the automatic threshold (false rejects), by contamination of the window:

${table((own) => `${percent(average(own, 'defectRecall'))} (${percent(average(own, 'falseReject'))})`)}

AUROC:

${table((own) => average(own, 'auroc').toFixed(3))}

Polluting frames removed (good frames lost):

${table((own) => `${percent(average(own, 'removalRecall'))} (${percent(average(own, 'falseRemoval'))})`, FRAME_FILTERS)}

![Detectors without refinement](images/bench-${data}-detectors.svg)

![Ways of refining](images/bench-${data}-refinements.svg)
`;
  return {
    markdown,
    images: [
      [`bench-${data}-detectors.svg`, chart(`${data}: detectors without refinement`, detectors)],
      [`bench-${data}-refinements.svg`, chart(`${data}: ways of refining`, REFINEMENTS)],
    ],
  };
}

/** What a longer window buys. A set with too few pictures gives shorter windows than were asked for. */
export function lengthsPage(data: string, rows: readonly StudyRow[]): Page {
  const lengths = unique(rows.map(({ window }) => window));
  const methods = unique(rows.map(({ method }) => method));
  const table = lengths.map((window) => {
    const cells = methods.flatMap((method) => {
      const own = rows.filter((row) => row.window === window && row.method === method);
      const caught = `${percent(average(own, 'defectRecall'))} (${percent(average(own, 'falseReject'))})`;
      return [
        [`${shown(method)}: caught (false rejects)`, caught],
        [`${shown(method)}: AUROC`, average(own, 'auroc').toFixed(3)],
      ];
    });
    return { frames: window, ...Object.fromEntries(cells) };
  });
  const names = ['SROC', OURS];
  const svg = lineChart(
    `${data}: length of the window`,
    panels(rows, names, 'frames in the window', String, (row) => row.window),
  );
  const name = `bench-${data}-lengths.svg`;
  const markdown = `Length of a window of which a tenth is defective:

${markdownTable(table)}

![Length of the window](images/${name})
`;
  return { markdown, images: [[name, svg]] };
}

function panels(
  rows: readonly StudyRow[],
  names: readonly string[],
  xLabel: string,
  xText: (x: number) => string,
  xOf: (row: StudyRow) => number,
): Panel[] {
  const lines = (key: Numbers): Series[] =>
    names.map((name) => {
      const own = rows.filter(({ method }) => method === name);
      const places = unique(own.map(xOf));
      const points = places.map((x) => ({
        x,
        y: average(
          own.filter((row) => xOf(row) === x),
          key,
        ),
      }));
      return { name: shown(name), points };
    });
  const auroc = lines('auroc');
  const least = Math.min(...auroc.flatMap(({ points }) => points.map(({ y }) => y)));
  const shared = { xLabel, xText };
  return [
    { title: 'defects caught, automatic threshold', yFrom: 0, series: lines('defectRecall'), ...shared },
    { title: 'AUROC', yFrom: Math.max(0, Math.floor(least * 10) / 10), series: auroc, ...shared },
  ];
}

function shown(method: string): string {
  return method === OURS ? `${OURS}, not refined` : method;
}

function average(rows: readonly StudyRow[], key: Numbers): number {
  return mean(rows.map((row) => row[key]));
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
