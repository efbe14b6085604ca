/** The executive that a launch configuration asks for. */

import { executiveOptions } from '../executive/configuration/build';
import { parseConfiguration } from '../executive/configuration/configuration';
import { ExecutiveError } from '../executive/errors';
import type { ExecutiveOptions } from '../executive/executive';
import type { AdapterHost } from './host';
import type { LaunchArguments } from './launch-attributes';
import { resolvePath } from './paths';
import { RequestError } from './request-error';

/** Settings of the executive by other names than launch attributes have. */
const attributeOf: Readonly<Record<string, string>> = { files: 'root', persistence: 'persist' };

/** @throws RequestError naming the attribute that cannot be */
export function environmentOf(args: LaunchArguments, { backEnds, cwd }: AdapterHost): ExecutiveOptions {
  const { variant, profile, clock, settings, root, persist, turbo } = args;
  const absolute = (path: string): string => resolvePath(args.cwd ?? cwd, path);
  try {
    const configuration = parseConfiguration({
      clock,
      ...settings,
      ...(variant !== undefined && { variant }),
      ...(profile !== undefined && { profile }),
      ...(root !== undefined && { files: { kind: 'folder', path: absolute(root) } }),
      ...(persist !== undefined && {
        persistence: { kind: persist.endsWith('.json') ? 'json' : 'fram', path: absolute(persist) },
      }),
    });
    return { ...executiveOptions(configuration, backEnds), turbo };
  } catch (error) {
    if (error instanceof ExecutiveError) throw new RequestError(inAttributes(error.message));
    throw error;
  }
}

function inAttributes(message: string): string {
  const text = message.replace(/^invalid configuration: /, '');
  const [, setting = '', rest = text] = /^(\w+)(: .*)$/s.exec(text) ?? [];
  return `launch attribute ${attributeOf[setting] ?? setting}${rest}`;
}
