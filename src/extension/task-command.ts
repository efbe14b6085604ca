/** What a task runs: the arguments of the `hsx` command. */

import { basename, dirname, extname, isAbsolute, join } from 'pathe';
import { mayNamePrograms } from '../toolchain/project/project';
import { variable } from './contributions/identifiers';

/** As in tasks.json, where variables such as `${file}` are filled in when the task runs. */
export interface HsxTask {
  readonly task: 'build' | 'check';
  /** In link order; relative paths start from the workspace folder. Default: the open file. */
  readonly files?: readonly string[];
  /** Image to build. Default: out/NAME.hxe, named after the first file. */
  readonly output?: string;
}

const OPEN_FILE = variable('file');

export function taskArguments({ task, files = [OPEN_FILE], output }: HsxTask): string[] {
  if (task === 'check') return ['check', ...files];
  // Programs of hsx.json have their outputs there.
  const image = output ?? (files.every(isProgramReference) ? undefined : defaultOutput(files));
  return ['build', ...files, ...(image === undefined ? [] : ['-o', image, '--sym', `${withoutExtension(image)}.sym`])];
}

const isProgramReference = (file: string): boolean => mayNamePrograms(file) && !file.includes('$');

const withoutExtension = (file: string): string => file.slice(0, file.length - extname(file).length);

/** In the folder `out` of the workspace; beside a file outside of it. */
function defaultOutput([first = OPEN_FILE]: readonly string[]): string {
  const folder = isAbsolute(first) ? dirname(first) : '';
  const isVariable = /\$\{(relativeFile|file|fileBasename)\}$/.test(first);
  const name = isVariable ? variable('fileBasenameNoExtension') : withoutExtension(basename(first));
  return join(folder, 'out', `${name}.hxe`);
}

/** What tasks.json or VS Code gave, when it can be run. */
export function asHsxTask(definition: Readonly<Record<string, unknown>>): HsxTask | undefined {
  const { task, files, output } = definition;
  if (task !== 'build' && task !== 'check') return undefined;
  if (files !== undefined && !(Array.isArray(files) && files.length > 0 && files.every(isText))) return undefined;
  if (output !== undefined && !isText(output)) return undefined;
  return { task, ...(files && { files }), ...(output !== undefined && { output }) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
