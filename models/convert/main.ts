import { join, relative } from 'node:path';
import { buildModels } from './build';

const root = join(__dirname, '..', '..');
const folder = join(root, 'models', 'build');
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

buildModels(folder, join(root, '.cache', 'weights'), say).then(
  (made) => say(`${relative(root, folder)} ${made ? 'is ready' : 'is up to date'}`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  },
);
