import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example, Folder, program } from '../../../test/cli/hsx';
import { taskContributions } from './tasks';

describe('problem matchers', () => {
  const folder = new Folder();
  let sourceMessages: string[];
  let linkMessages: string[];

  const lines = (stderr: string): string[] => stderr.trimEnd().split('\n');
  const matches = (name: string, messages: string[]) => {
    const { pattern } = taskContributions.problemMatchers.find((matcher) => matcher.name === name)!;
    return messages.map((line) => {
      const groups = new RegExp(pattern.regexp).exec(line);
      return groups && [groups[pattern.line], groups[pattern.column], groups[pattern.severity], groups[pattern.code]];
    });
  };

  beforeAll(async () => {
    folder.program('warned.mvasm', '    LDI R1, 1, 2', '    LD R1, [R2]', '    RET');
    const runs = [await folder.hsx('build', program('broken.mvasm'), '-o', 'x.hxe')];
    runs.push(await folder.hsx('build', 'warned.mvasm', '-o', 'x.hxe'));
    sourceMessages = runs.flatMap(({ stderr }) => lines(stderr));
    linkMessages = lines((await folder.hsx('build', example('fib_frames.mvasm'), '-o', 'x.hxe')).stderr);
  });
  afterAll(() => folder.remove());

  it('$hsx takes every message', () => {
    expect(matches('hsx', sourceMessages)).toEqual([
      ['7', '5', 'error', 'unknown-mnemonic'],
      ['8', '9', 'error', 'symbol-unknown'],
      ['4', '16', 'warning', 'operand-extra'],
      ['5', '12', 'hint', 'not-portable'],
    ]);
    expect(matches('hsx', linkMessages)).not.toContain(null);
    expect(matches('hsx', ['a.mvasm:1:1: information: linked'])).toEqual([['1', '1', 'information', undefined]]);
  });

  it('$hsx takes what hsx check says', async () => {
    const broken = await folder.hsx('check', program('broken.mvasm'));
    const warned = await folder.hsx('check', 'warned.mvasm');
    expect(matches('hsx', lines(broken.stdout + warned.stdout))).toEqual(matches('hsx', sourceMessages));
  });

  it('$hsx-link takes what only linking finds', () => {
    expect(matches('hsx-link', sourceMessages)).toEqual([null, null, null, null]);
    const codes = matches('hsx-link', linkMessages).map((match) => match?.[3]);
    expect(new Set(codes)).toEqual(new Set(['import-unresolved']));
  });

  it('name the file as it was given', () => {
    const [{ pattern }] = taskContributions.problemMatchers as [(typeof taskContributions.problemMatchers)[number]];
    expect(new RegExp(pattern.regexp).exec('C:\\my files\\a.mvasm:3:4: error: bad [x-y]')?.[pattern.file]).toBe(
      'C:\\my files\\a.mvasm',
    );
  });
});
