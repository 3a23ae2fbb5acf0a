// Builds dist/: TypeScript to CommonJS file by file (Node-RED 4.1 loads nodes with require()), and beside each
// node what Node-RED looks for there: its HTML, locales/ and icons/.
import { cp, glob, rm } from 'node:fs/promises';
import { context } from 'esbuild';

const assets = async () => {
  for await (const html of glob('nodes/*.html')) await cp(html, `dist/${html}`);
  await cp('nodes/locales', 'dist/nodes/locales', { recursive: true });
  await cp('icons', 'dist/nodes/icons', { recursive: true });
};

await rm('dist', { recursive: true, force: true });
const entryPoints = await Array.fromAsync(
  glob(['nodes/**/*.ts', 'models/**/*.ts'], { exclude: ['models/convert'] }),
);
const build = await context({
  entryPoints,
  outdir: 'dist',
  outbase: '.',
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: false,
  logLevel: 'warning',
  plugins: [{ name: 'assets', setup: (b) => b.onEnd(assets) }],
});
if (process.argv.includes('--watch')) await build.watch();
else {
  await build.rebuild();
  await build.dispose();
}
