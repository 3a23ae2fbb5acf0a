// Builds the reviewer's web app: one script, one style sheet, one page, and the licences of what is bundled.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const source = join('nodes', 'reviewer', 'app');
const target = join('dist', source);
const bundled = ['preact', 'uplot'];

async function licences() {
  const texts = bundled.map(async (name) => {
    const folder = join('node_modules', name);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${await readFile(join(folder, 'LICENSE'), 'utf8')}`;
  });
  return `app.js and app.css contain the following libraries.\n\n${(await Promise.all(texts)).join('\n\n')}`;
}

/** @returns the files it wrote */
export async function buildReviewerApp() {
  const { metafile } = await build({
    entryPoints: { app: join(source, 'main.tsx') },
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    tsconfig: join(source, 'tsconfig.json'),
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  await mkdir(target, { recursive: true });
  await copyFile(join(source, 'index.html'), join(target, 'index.html'));
  await copyFile(join(source, 'icon.svg'), join(target, 'icon.svg'));
  await writeFile(join(target, 'LICENSES.txt'), await licences());
  const others = ['index.html', 'icon.svg', 'LICENSES.txt'].map((name) => join(target, name));
  return [...Object.keys(metafile.outputs), ...others];
}
