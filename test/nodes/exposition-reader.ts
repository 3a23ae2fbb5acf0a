const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? ([+-]?Inf|NaN|-?[0-9.e+-]+)$`);

export interface ReadSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus text 0.0.4 strictly. @throws at the first line that the format does not allow */
export function readExposition(text: string): ReadSample[] {
  if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed.');
  const types = new Map<string, string>();
  const samples: ReadSample[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) ([^\\n]*)$`).exec(line);
    if (comment?.[1] === 'TYPE') types.set(comment[2], comment[3]);
    if (comment) continue;
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`No sample: ${line}`);
    const [, name, labels = '', value] = sample;
    if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, ''))) {
      throw new Error(`${name} has no type.`);
    }
    samples.push({ name, labels: readLabels(labels), value: Number(value.replace('Inf', 'Infinity')) });
  }
  return samples;
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\[\s\S])*)"/g)];
  return Object.fromEntries(
    pairs.map(([, name, value]) => [
      name,
      value.replace(/\\([\s\S])/g, (_, one) => (one === 'n' ? '\n' : one)),
    ]),
  );
}

/** The sum of all samples of that name whose labels fit. */
export function total(
  samples: readonly ReadSample[],
  name: string,
  labels: Record<string, string> = {},
): number {
  return samples
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
