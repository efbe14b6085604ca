// @ts-check
/** `npm run bench [-- --only AREA]`: builds product and benchmark, then measures. */

import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { run } from './lib/process.mjs';

const root = path.resolve(import.meta.dirname, '..');
const outdir = path.join(root, 'dist', 'bench');

await run(process.execPath, [path.join('scripts', 'build.mjs'), '--production'], { cwd: root });
await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'bench/main.ts',
    'empty-adapter': 'bench/adapter/empty-adapter.ts',
    'empty-server': 'bench/protocol/empty-server.ts',
    'empty-language-server': 'bench/language-server/empty-server.ts',
    'heap-reporter': 'bench/language-server/heap-reporter.ts',
  },
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
await run(process.execPath, [path.join(outdir, 'main.js'), ...process.argv.slice(2)], { cwd: root, log: console.log });
