// @ts-check
/** `npm run package`: bundles for users and packs them into dist/hsx-vscode.vsix. */

import { rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createVSIX } from '@vscode/vsce';
import { run } from './lib/process.mjs';

const root = path.resolve(import.meta.dirname, '..');
// Bundles of an earlier layout must not end up in the package.
rmSync(path.join(root, 'dist'), { recursive: true, force: true });
await run(process.execPath, [path.join('scripts', 'build.mjs'), '--production'], { cwd: root, log: console.log });
// Everything is bundled: nothing of node_modules is packed.
await createVSIX({
  cwd: root,
  packagePath: path.join('dist', 'hsx-vscode.vsix'),
  dependencies: false,
  // The README's picture is in the package.
  rewriteRelativeLinks: false,
});
