/**
 * The formatter: source in the recommended form (toolchain spec 20), with the same meaning. Lines stay lines; one with
 * a mistake in it, and metadata, stay as they are.
 */

import { codeText } from './format/code-text';
import { commentColumns, type FormattedLine } from './format/comment-columns';
import { parse } from './syntax/parse';
import type { Line } from './syntax/tree';

/** New text for a stretch of one line: zero-based line, UTF-16 columns from `start` up to `end`. */
export interface LineEdit {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Zero-based lines, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

const TAB_SIZE = 4;
const BYTE_ORDER_MARK = '\ufeff';

/** What formatting changes, in order, at most one edit per line. Comments are aligned with those outside the range. */
export function formatEdits(text: string, range: LineRange = { first: 0, last: Number.POSITIVE_INFINITY }): LineEdit[] {
  const edits: LineEdit[] = [];
  const mark = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const lines = parse(text);
  const formatted = formatLines(lines);
  const last = lines.length - 1;
  for (let line = range.first; line <= Math.min(range.last, last); line++) {
    const old = lines[line]!.text;
    const final = line === last && formatted[line] !== '' ? (/\r\n|\r|\n/.exec(text)?.[0] ?? '\n') : '';
    const changed = `${formatted[line]}${final}`;
    const start = line === 0 ? mark : 0;
    if (changed !== old) edits.push({ line, start, end: start + old.length, text: changed });
  }
  return edits;
}

/** The text with these edits, or with all that formatting changes. Line breaks stay as they are. */
export function formatSource(text: string, range?: LineRange): string {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
  let result = '';
  let at = 0;
  for (const edit of formatEdits(text, range)) {
    const start = starts[edit.line]!;
    result += text.slice(at, start + edit.start) + edit.text;
    at = start + edit.end;
  }
  return result + text.slice(at);
}

function formatLines(lines: readonly Line[]): string[] {
  const parts = lines.map(partsOf);
  const columns = commentColumns(parts);
  return parts.map((part, index) => {
    const { code, width, comment, kept } = part;
    if (kept) return lines[index]!.text;
    const column = columns.get(part);
    return column === undefined ? `${code}${comment}` : `${code}${' '.repeat(column - width)}${comment}`;
  });
}

function partsOf(line: Line): FormattedLine {
  const before = expandTabs(line.text.slice(0, line.codeEnd));
  const comment = line.text.slice(line.codeEnd).trimEnd();
  const code = codeText(line);
  if (code === undefined) return { code: line.text, width: 0, comment: '', column: 0, kept: true };
  // A comment on a line of its own stays in its column.
  if (line.kind === 'empty' && comment !== '')
    return { code, width: 0, comment: before + comment, column: 0, kept: false };
  return { code, width: expandTabs(code).length, comment, column: before.length, kept: false };
}

const expandTabs = (text: string): string => text.replaceAll('\t', ' '.repeat(TAB_SIZE));
