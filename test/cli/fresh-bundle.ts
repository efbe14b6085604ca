/** Before a run with tests of what is built: bundles anew when a source is newer than dist/cli.js. */

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const root = join(import.meta.dirname, '..', '..');

export default function setup({ vitest }: TestProject): void {
  if (!vitest.state.getPaths().some((path) => /\/test\/(adapter|cli|docs|language-server|soak)\//.test(path))) return;
  if (isStale()) execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'inherit' });
}

function isStale(): boolean {
  const bundle = statSync(join(root, 'dist', 'cli.js'), { throwIfNoEntry: false });
  if (!bundle) return true;
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .some((file) => statSync(join(root, 'src', file)).mtimeMs > bundle.mtimeMs);
}
