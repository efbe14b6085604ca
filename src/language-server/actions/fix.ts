/** What a quick fix or a refactoring does, and the edits it is made of. */

import type { Position, Range } from 'vscode-languageserver';
import type { DocumentContext } from '../context';

export interface FileEdit {
  readonly path: string;
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly FileEdit[];
  /** The one to take when nobody chooses; it may be applied to a whole file at once. */
  readonly preferred?: boolean;
  /** Where a name stands afterwards that was made up, and that whoever asked may want to choose. */
  readonly madeUp?: Position;
}

/** What a fix needs to know about a finding; LSP's and the toolchain's have both. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly range: Range;
}

export type Fixer = (context: DocumentContext, finding: Finding) => readonly Fix[];

/** Replaces columns of one line. */
export function replace(path: string, line: number, start: number, end: number, newText: string): FileEdit {
  return { path, range: { start: { line, character: start }, end: { line, character: end } }, newText };
}

/** Inserts lines in front of a line. */
export function insertLines(path: string, line: number, lines: readonly string[]): FileEdit {
  return replace(path, line, 0, 0, lines.map((text) => `${text}\n`).join(''));
}

/** Deletes whole lines, both included. */
export function deleteLines(path: string, first: number, last = first): FileEdit {
  const range = { start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } };
  return { path, range, newText: '' };
}

/** Appends lines behind the last one of a file. */
export function appendLines({ path, lines }: DocumentContext, added: readonly string[]): FileEdit {
  const last = lines.lineCount - 1;
  const text = lines.lineAt(last)?.text ?? '';
  if (text.trim() === '') return insertLines(path, last, added);
  return replace(path, last, text.length, text.length, `\n${added.join('\n')}\n`);
}
