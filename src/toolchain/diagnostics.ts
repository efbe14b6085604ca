/** Diagnostics: what is wrong, where, and what to do about it (toolchain spec 16). */

import { type DiagnosticCode, entryOf, type Severity } from './catalogue/catalogue';

export type { DiagnosticCode, Severity } from './catalogue/catalogue';

/** Zero-based, in UTF-16 units, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A stretch of one line: zero-based line, UTF-16 columns from `start` up to `end`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface RelatedPlace {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Says what is wrong and what to do. */
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  readonly related?: readonly RelatedPlace[];
}

/** A user's mistake that leaves nothing to go on with; `code` is one of the catalogue. */
export class ToolchainError extends Error {
  constructor(
    readonly code: DiagnosticCode,
    message: string,
  ) {
    super(message);
    this.name = 'ToolchainError';
  }
}

export interface DiagnosticOptions {
  /** Overrides the severity of the catalogue. */
  readonly severity?: Severity | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
}

function rangeOf(place: Place): Range {
  return {
    start: { line: place.line, character: place.start },
    end: { line: place.line, character: place.end },
  };
}

/** The start of a file, for what has no better place. */
export function startOf(file: string): Place {
  return { file, line: 0, start: 0, end: 0 };
}

export function relatedAt(place: Place, message: string): RelatedPlace {
  return { message, file: place.file, range: rangeOf(place) };
}

export function diagnosticAt(
  place: Place,
  code: DiagnosticCode,
  message: string,
  { severity, related }: DiagnosticOptions = {},
): Diagnostic {
  return {
    code,
    severity: severity ?? entryOf(code).severity,
    message,
    file: place.file,
    range: rangeOf(place),
    ...(related && related.length > 0 ? { related } : {}),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/**
 * Each finding once: a file that two units include says everything twice, each time from where it is included.
 */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const key = JSON.stringify({ ...diagnostic, related: undefined });
    return !seen.has(key) && seen.add(key);
  });
}

/** `file:line:column: error: message [code]`, line and column from 1. */
export function formatDiagnostic({ file, range, severity, message, code }: Diagnostic): string {
  return `${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`;
}

/** By the file they are in. */
export function groupByFile(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const group = groups.get(diagnostic.file);
    if (group) group.push(diagnostic);
    else groups.set(diagnostic.file, [diagnostic]);
  }
  return groups;
}
