// @ts-check
/**
 * Runs the suite in a desktop VS Code, which is downloaded on first use: node test/desktop/run.mjs [version].
 * Without a version the newest stable one is taken; the oldest supported is 1.91.1.
 */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const version = process.argv[2] ?? 'stable';
const suite = join(root, 'artifacts/desktop-suite.cjs');

await build({
  entryPoints: [join(root, 'test/desktop/suite/index.ts')],
  outfile: suite,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
});

let vscodeExecutablePath;
try {
  vscodeExecutablePath = await downloadAndUnzipVSCode({ version, extensionDevelopmentPath: root });
} catch (error) {
  console.error(`VS Code ${version} could not be downloaded: ${error instanceof Error ? error.message : error}`);
  console.error('These tests need the internet (update.code.visualstudio.com), or a copy in .vscode-test.');
  process.exit(1);
}

try {
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    launchArgs: [join(root, 'examples'), '--disable-extensions', '--disable-workspace-trust'],
  });
} catch {
  console.error('The tests in VS Code failed; their reasons stand above. On Linux without a display use xvfb-run.');
  process.exit(1);
}
