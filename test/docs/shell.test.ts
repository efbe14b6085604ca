/** What docs/shell.md says, tried out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { example, Folder } from '../cli/hsx';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'shell.md'), 'utf8');
const folder = new Folder();
afterAll(() => folder.remove());

it('shows a tour that goes as it says', async () => {
  const tour = [...text.matchAll(/^hsx> (.*)$/gm)].map(([, line]) => line!);
  expect(tour.length).toBeGreaterThan(5);
  folder.write('tour.hsx', tour.join('\n'));
  const { code, stdout } = await folder.hsx('shell', example('fib_frames.mvasm'), '-x', 'tour.hsx');
  expect(code).toBe(0);
  for (const [, line] of text.matchAll(/^(Task 1 stopped .*)$/gm)) expect(stdout).toContain(line!);
});

it('lists every command', async () => {
  const { stdout } = await folder.shell("printf 'help\\n' | hsx shell");
  const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
  const rows = text.slice(text.indexOf('## The commands'), text.indexOf('## Scripts'));
  expect(names.filter((name) => !rows.includes(`\`${name}\``))).toEqual([]);
});
