// @ts-check
/** Bundles the program into dist/. `--watch` rebuilds on change, `--production` minifies for the package. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const production = process.argv.includes('--production');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Output name -> entry file. Each is a bundle of its own, loaded only when it is needed. */
const entries = {
  extension: 'src/extension/extension.ts',
  'inline-session': 'src/extension/inline-session.ts',
  'language-client': 'src/extension/language-client.ts',
  server: 'src/language-server/start.ts',
  'language-server': 'src/language-server/main.ts',
  adapter: 'src/adapter/main.ts',
  debugging: 'src/adapter/debugging.ts',
  terminal: 'src/platform/node/terminal.ts',
  cli: 'src/cli/start.ts',
  commands: 'src/cli/main.ts',
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  entryPoints: entries,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', './inline-session', './language-client', './debugging'],
  mainFields: ['module', 'main'],
  // Bundles load each other with require: VS Code 1.91 has no other way.
  supported: { 'dynamic-import': false },
  define: { HSX_VERSION: JSON.stringify(version) },
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
};

/** The language server for web workers: what Node alone has cannot get in, the bundler would not find it. */
const worker = /** @type {import('esbuild').BuildOptions} */ ({
  ...options,
  entryPoints: { 'server-worker': 'src/language-server/worker.ts' },
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
});

if (process.argv.includes('--watch')) {
  for (const each of [options, worker]) await (await context({ ...each, logLevel: 'info' })).watch();
} else {
  await Promise.all([build(options), build(worker)]);
}
