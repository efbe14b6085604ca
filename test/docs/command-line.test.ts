/** What docs/command-line.md says, tried out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandNames, example, Folder, program } from '../cli/hsx';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'command-line.md'), 'utf8');
const [matcher, object] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));
const folder = new Folder();
afterAll(() => folder.remove());

describe('docs/command-line.md', () => {
  it.each(commandNames)('names every option of %s', async (command) => {
    const { stdout } = await folder.hsx(command, '--help');
    const options = [...stdout.matchAll(/--[a-z-]+/g)]
      .map(([option]) => option)
      .filter((option) => option !== '--help');
    expect(options.filter((option) => !text.includes(option))).toEqual([]);
    expect(text).toContain(`hsx ${command}`);
  });

  it('shows the JSON object of the sample as it is', async () => {
    const { stdout } = await folder.hsx('run', '--json', example('fib_frames.mvasm'));
    expect(JSON.parse(stdout)).toEqual(object);
  });

  it('has a problem matcher for every message', async () => {
    const pattern = new RegExp(matcher.pattern.regexp);
    const runs = [
      await folder.hsx('run', program('broken.mvasm')),
      await folder.hsx('run', program('waits.mvasm')),
      await folder.hsx('run', example('fib_frames.mvasm')),
    ];
    const lines = runs.flatMap(({ stderr }) => stderr.trimEnd().split('\n'));
    const matches = lines.map((line) => pattern.exec(line)?.slice(2));
    expect(matches).toEqual([
      ['7', '5', 'error', expect.any(String), 'unknown-mnemonic'],
      ['8', '9', 'error', expect.any(String), 'symbol-unknown'],
      ['14', '5', 'error', expect.any(String), undefined],
      ['1', '1', 'information', expect.any(String), undefined],
    ]);
  });
});
