/** What docs/project-file.md says, tried out. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readProject } from '../../src/toolchain/project/read';
import { Folder } from '../cli/hsx';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'project-file.md'), 'utf8');
const [sample = ''] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json);
const folder = new Folder();
afterAll(() => folder.remove());

it('shows a project file that builds', async () => {
  for (const name of ['src', 'test', 'include']) mkdirSync(folder.in(name));
  folder.write('hsx.json', sample);
  folder.program('src/blink.mvasm', '.include "pins.inc"', 'RET');
  folder.write('include/pins.inc', 'LDI R0, 1\n');
  folder.write('src/console.mvasm', '.text\nRET\n');
  folder.write('test/selftest.mvasm', '.text\nselftest_main:\nRET\n');
  expect(await folder.hsx('build')).toEqual({ code: 0, stdout: '', stderr: '' });
  for (const { output } of readProject('hsx.json', sample).programs)
    expect(folder.bytes(output).length).toBeGreaterThan(0);
});
