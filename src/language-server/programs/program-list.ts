/** `hsx/programs`: all programs with their units, inclusions, exports and problems (docs/language-server.md). */

import { dirname, join } from 'pathe';
import type { Location } from 'vscode-languageserver';
import { type Diagnostic, startOf } from '../../toolchain/diagnostics';
import type { LinkUnit } from '../../toolchain/link';
import { rangeOf } from '../context';
import type { ProgramOrigin } from './definition';
import type { Program } from './program';

export interface ListedProgram {
  readonly name: string;
  readonly origin: ProgramOrigin;
  /** Where it is defined: in a project file, else its first unit. */
  readonly location: Location;
  /** What starts it: the path of a file, or the folder and name of a program of a project. Several are linked. */
  readonly starts: readonly string[];
  readonly units: readonly ListedUnit[];
}

export interface ListedUnit {
  readonly path: string;
  readonly uri: string;
  /** Linked because of what it exports. */
  readonly found: boolean;
  readonly includes: readonly { readonly path: string; readonly uri: string }[];
  readonly exports: readonly ListedExport[];
  readonly problems: readonly ListedProblem[];
}

export interface ListedExport {
  readonly name: string;
  readonly section: 'text' | 'data';
  /** None in objects. */
  readonly location: Location | undefined;
}

export interface ListedProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly location: Location;
}

/** Of one unit; more are in the list of problems anyway. */
const MAX_PROBLEMS = 50;

/** Where the list gets what it tells of files. */
export interface ListHost {
  uriOf(path: string): string;
  /** What is told of a file of the program. */
  findingsOf(path: string, program: Program): readonly Diagnostic[];
}

export function listPrograms(programs: readonly Program[], host: ListHost): ListedProgram[] {
  return programs.map((program) => {
    const { definition, name, units, found } = program;
    const { origin, files, place = startOf(files[0]) } = definition;
    const wanted = new Set(found.map(({ unit }) => unit));
    return {
      name,
      origin,
      location: { uri: host.uriOf(place.file), range: rangeOf(place) },
      starts: origin === 'project' ? [join(dirname(place.file), name)] : files,
      units: units.map((unit) => listUnit(program, unit, wanted.has(unit.path), host)),
    };
  });
}

function listUnit(program: Program, { path, object, assembly }: LinkUnit, found: boolean, host: ListHost): ListedUnit {
  const uriOf = (file: string): string => host.uriOf(file);
  const included = (assembly?.files ?? []).filter((file) => file !== path);
  return {
    path,
    uri: uriOf(path),
    found,
    includes: included.map((file) => ({ path: file, uri: uriOf(file) })),
    exports: [...object.symbols].map(([name, { section }]) => {
      const place = assembly?.labels.get(name)?.place;
      return {
        name,
        section: section === 'text' ? 'text' : 'data',
        location: place && { uri: uriOf(place.file), range: rangeOf(place) },
      };
    }),
    problems: [path, ...included].flatMap((file) => problemsOf(program, file, host)).slice(0, MAX_PROBLEMS),
  };
}

function problemsOf(program: Program, path: string, host: ListHost): ListedProblem[] {
  return host
    .findingsOf(path, program)
    .flatMap(({ severity, message, range }) =>
      severity === 'error' || severity === 'warning'
        ? [{ severity, message, location: { uri: host.uriOf(path), range } }]
        : [],
    );
}
