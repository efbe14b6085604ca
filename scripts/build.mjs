// @ts-check
/** Bundles the program into dist/. `--watch` rebuilds on change, `--production` minifies for the package. */

import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const production = process.argv.includes('--production');

/** Output name -> entry file. Each is a bundle of its own, loaded only when it is needed. */
const entries = {
  extension: 'src/extension/extension.ts',
  'inline-session': 'src/extension/inline-session.ts',
  server: 'src/language-server/main.ts',
  adapter: 'src/adapter/main.ts',
  cli: 'src/cli/main.ts',
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  // A room under construction must not keep the others from being built; the tests need all of them.
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', './inline-session', './adapter', './server'],
  mainFields: ['module', 'main'],
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
};

if (process.argv.includes('--watch')) {
  await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await build(options);
}
