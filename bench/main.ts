import { accuracy } from './accuracy';
import { faults } from './faults';
import { flow } from './flow';
import { reviewer } from './reviewer';
import { speed } from './speed';
import { study } from './study';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  accuracy,
  speed,
  flow,
  study,
  faults,
  reviewer,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  process.stderr.write(`Say which bench to run: npm run -s bench -- ${Object.keys(benches).join(' | ')}\n`);
  process.exitCode = 1;
} else {
  bench(args).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}
