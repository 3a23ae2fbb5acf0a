import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runLine } from './line';
import { demoOptions } from './options';
import { Sentence } from './sentence';

/** Runs the demo line until it is told to stop (exit code 0) or cannot go on (exit code 1). */
async function main(): Promise<number> {
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => done());
  });
  const root = resolve(__dirname, '..');
  const options = demoOptions(process.argv.slice(2), process.env, root);
  await mkdir(options.directory, { recursive: true });
  await runLine(root, options, (line) => console.log(line), stopped);
  return 0;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Sentence ? error.message : error);
    return 1;
  })
  .then((code) => process.exit(code));
