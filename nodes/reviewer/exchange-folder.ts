import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from './refusal';

/** Recipe files on their way between the inference process and a browser. None stays. */
export class ExchangeFolder {
  private cleared: Promise<void> | null = null;

  constructor(private readonly directory: string) {}

  /** A path for one file, which is removed when `use` is done. */
  async withFile<T>(use: (path: string) => Promise<T>): Promise<T> {
    await this.clear();
    const path = join(this.directory, `${randomUUID()}.sroc-recipe`);
    try {
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }

  /** What a crash left behind goes before the first use. */
  private clear(): Promise<void> {
    this.cleared ??= rm(this.directory, { recursive: true, force: true }).then(async () => {
      await mkdir(this.directory, { recursive: true });
    });
    return this.cleared;
  }
}

/** Writes what comes into a file. @throws Refusal when it is more than `most` bytes */
export async function receive(source: Readable, path: string, most: number): Promise<void> {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) done(new Refusal(413, { kind: 'upload-too-large' }));
      else done(null, chunk);
    },
  });
  await pipeline(source, limit, createWriteStream(path, { flags: 'wx' }));
}
