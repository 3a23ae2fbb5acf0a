export type Bench = (args: string[]) => Promise<void>;

/** Each is loaded alone: what others bring along would be in its process's memory, and in its garbage collections. */
const benches: Record<string, () => Promise<Bench>> = {
  accuracy: async () => (await import('./accuracy')).accuracy,
  speed: async () => (await import('./speed')).speed,
  flow: async () => (await import('./flow')).flow,
  study: async () => (await import('./study')).study,
  faults: async () => (await import('./faults')).faults,
  reviewer: async () => (await import('./reviewer')).reviewer,
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  process.stderr.write(`Say which bench to run: npm run -s bench -- ${Object.keys(benches).join(' | ')}\n`);
  process.exitCode = 1;
} else {
  load()
    .then((bench) => bench(args))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 1;
    });
}
