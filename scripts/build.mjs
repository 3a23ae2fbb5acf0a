// Builds dist/: TypeScript to CommonJS file by file (Node-RED 4.1 loads nodes with require()), and beside each
// node what Node-RED looks for there: its HTML, locales/ and icons/.
import { cp, glob, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { context } from 'esbuild';
import { buildReviewerApp } from './build-app.mjs';

/** Copies what is not TypeScript; dist/nodes/x.html lies where nodes/x.html lies. */
async function copyAssets() {
  const copied = [];
  const copy = async (from, to) => {
    await cp(from, to);
    copied.push(to);
  };
  for await (const file of glob(['nodes/*.html', 'nodes/locales/*/*'])) await copy(file, join('dist', file));
  for await (const file of glob('icons/*.svg')) await copy(file, join('dist', 'nodes', file));
  return copied;
}

/** Removes what an earlier build left; a running Node-RED never finds dist/ empty. */
async function removeOthers(wanted) {
  const kept = new Set(wanted);
  for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) await rm(file);
  }
}

const finish = {
  name: 'assets',
  setup: (build) =>
    build.onEnd(async ({ errors, metafile }) => {
      if (errors.length > 0) return;
      const app = await buildReviewerApp();
      await removeOthers([...Object.keys(metafile.outputs), ...app, ...(await copyAssets())]);
    }),
};

/**
 * @param {import('esbuild').Plugin[]} plugins run after each build
 * @returns an esbuild context, to build once or to watch
 */
export async function distContext(plugins = []) {
  const sources = glob(['nodes/**/*.ts', 'models/**/*.ts'], {
    exclude: ['models/convert', 'nodes/reviewer/app'],
  });
  return context({
    entryPoints: await Array.fromAsync(sources),
    outdir: 'dist',
    outbase: '.',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // import() of a file of ours must find it without its extension, as require() does.
    supported: { 'dynamic-import': false },
    sourcemap: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [finish, ...plugins],
  });
}

if (import.meta.main) {
  const build = await distContext();
  await build.rebuild();
  await build.dispose();
}
