/** `hsx/launchedPrograms`: what launch configurations and tasks of the client name (docs/language-server.md). */

import { basename } from 'pathe';
import { pathOf } from '../paths';
import type { ProgramDefinition } from './definition';

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What is no program is left out. */
export function launchedPrograms(params: unknown): readonly ProgramDefinition[] {
  const programs = isObject(params) ? params['programs'] : undefined;
  return Array.isArray(programs) ? programs.flatMap((program: unknown) => definitionOf(program) ?? []) : [];
}

function definitionOf(program: unknown): ProgramDefinition | undefined {
  if (!isObject(program)) return undefined;
  const { name, units, findImports } = program;
  if (!Array.isArray(units) || !units.every(isText)) return undefined;
  const [first, ...others] = units.map(pathOf);
  if (first === undefined) return undefined;
  return {
    name: isText(name) ? name : basename(first),
    origin: 'launch',
    files: [first, ...others],
    options: { findImports: findImports !== false },
    rules: {},
  };
}
