/** Diagnostics as a SARIF 2.1.0 log, the form in which code hosts read findings (OASIS SARIF 2.1.0). */

import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entryOf } from '../../toolchain/catalogue/catalogue';
import type { Diagnostic, DiagnosticCode, Range, Severity } from '../../toolchain/diagnostics';

declare const HSX_VERSION: string;

type Level = 'error' | 'warning' | 'note';

interface Message {
  readonly text: string;
}

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    /** Lines and columns from 1, the end exclusive. */
    readonly region: {
      readonly startLine: number;
      readonly startColumn: number;
      readonly endLine: number;
      readonly endColumn: number;
    };
  };
  readonly message?: Message;
}

interface Rule {
  readonly id: string;
  readonly shortDescription: Message;
  readonly help: Message;
  readonly defaultConfiguration: { readonly level: Level };
}

interface Result {
  readonly ruleId: string;
  /** Into the rules of the driver. */
  readonly ruleIndex: number;
  readonly level: Level;
  readonly message: Message;
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
}

interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly Rule[] };
    };
    readonly columnKind: 'utf16CodeUnits';
    readonly results: readonly Result[];
  }[];
}

const levels: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** One run, with the rules that its results name. */
export function sarifLog(diagnostics: readonly Diagnostic[]): SarifLog {
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  const driver = { name: 'hsx', version: HSX_VERSION, rules: codes.map(ruleOf) };
  const results = diagnostics.map((diagnostic) => resultOf(diagnostic, codes.indexOf(diagnostic.code)));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
}

function ruleOf(code: DiagnosticCode): Rule {
  const { title, help, severity } = entryOf(code);
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: help },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf({ code, severity, message, file, range, related }: Diagnostic, ruleIndex: number): Result {
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(file, range)],
    ...(related && {
      relatedLocations: related.map((place) => ({
        ...locationOf(place.file, place.range),
        message: { text: place.message },
      })),
    }),
  };
}

function locationOf(file: string, { start, end }: Range): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  };
}

/** Relative paths stay relative, as readers resolve them against the checkout. */
const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/');
