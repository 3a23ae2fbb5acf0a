import { WindowJournal } from '../../models/store/window-journal';

/** Appends records of 30 kB, then a short one, and prints what came of each. */
async function main(path: string): Promise<void> {
  const journal = new WindowJournal(path);
  const outcomes: string[] = [];
  for (const [number, bytes] of [30_000, 30_000, 30_000, 30_000, 100].entries()) {
    const outcome = await journal.append({ meta: { number }, arrays: { codes: new Uint8Array(bytes) } }).then(
      () => 'stored',
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );
    outcomes.push(outcome);
  }
  await journal.close();
  process.stdout.write(JSON.stringify(outcomes));
}

main(process.argv[2]);
