import { describe, expect, it } from 'vitest';
import { variable } from './contributions/identifiers';
import { asHsxTask, type HsxTask, taskArguments } from './task-command';

describe('what a task runs', () => {
  const openName = variable('fileBasenameNoExtension');
  const build = (image: string, symbols: string) => ['-o', image, '--sym', symbols];

  it.each<[string, HsxTask, string[]]>([
    ['checks its files', { task: 'check', files: ['a.mvasm', 'b.mvasm'] }, ['check', 'a.mvasm', 'b.mvasm']],
    ['checks the open file', { task: 'check' }, ['check', variable('file')]],
    [
      'builds to out, named after the first file',
      { task: 'build', files: ['lib/a.mvasm', 'b.hxo'] },
      ['build', 'lib/a.mvasm', 'b.hxo', ...build('out/a.hxe', 'out/a.sym')],
    ],
    [
      'builds where it is told to',
      { task: 'build', files: ['a.mvasm'], output: 'images/x.hxe' },
      ['build', 'a.mvasm', ...build('images/x.hxe', 'images/x.sym')],
    ],
    [
      'builds a file outside of the workspace beside it',
      { task: 'build', files: ['/home/me/a.mvasm'] },
      ['build', '/home/me/a.mvasm', ...build('/home/me/out/a.hxe', '/home/me/out/a.sym')],
    ],
    [
      'builds programs of hsx.json to their images',
      { task: 'build', files: ['blink', 'x/hsx.json'] },
      ['build', 'blink', 'x/hsx.json'],
    ],
    [
      'builds a program of hsx.json where it is told to',
      { task: 'build', files: ['blink'], output: 'x.hxe' },
      ['build', 'blink', ...build('x.hxe', 'x.sym')],
    ],
    [
      'builds the open file',
      { task: 'build' },
      ['build', variable('file'), ...build(`out/${openName}.hxe`, `out/${openName}.sym`)],
    ],
  ])('%s', (_, task, expected) => expect(taskArguments(task)).toEqual(expected));
});

describe('definitions of tasks.json', () => {
  it('are taken without their type', () => {
    const definition = { type: 'hsx', task: 'build', files: ['a.mvasm'], output: 'a.hxe' };
    expect(asHsxTask(definition)).toEqual({ task: 'build', files: ['a.mvasm'], output: 'a.hxe' });
  });

  it.each([
    {},
    { task: 'run' },
    { task: 'build', files: [] },
    { task: 'build', files: 'a.mvasm' },
    { task: 'check', files: [1] },
    { task: 'build', output: '' },
  ])('%j cannot be run', (definition) => expect(asHsxTask(definition)).toBeUndefined());
});
