/** textDocument/selectionRange: from a word to its operand, statement, line, routine, section and file. */

import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import type { Line, Operand, Span } from '../toolchain/syntax/tree';
import { type DocumentContext, rangeOf } from './context';
import { payloadAt } from './view/payload';
import { labelOf, type SourceLines, sectionSelected } from './view/source-lines';

export function selectionRanges({ lines }: DocumentContext, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const ranges = rangesAround(lines, position);
    let selection: SelectionRange | undefined;
    for (const range of ranges.reverse()) {
      if (!selection || !isSame(selection.range, range)) {
        selection = selection ? { range, parent: selection } : { range };
      }
    }
    return selection ?? { range: { start: position, end: position } };
  });
}

const isSame = (a: Range, b: Range): boolean =>
  a.start.line === b.start.line &&
  a.end.line === b.end.line &&
  a.start.character === b.start.character &&
  a.end.character === b.end.character;

const isInside = (inner: Range, outer: Range): boolean =>
  !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** From the smallest to the largest, each inside the next. */
function rangesAround(lines: SourceLines, position: Position): Range[] {
  const line = lines.lineAt(position.line);
  if (!line) return [];
  const ranges = spansOf(line, position.character).map((span) => rangeOf({ line: position.line, ...span }));
  const length = line.text.length;
  const indent = /^\s*/.exec(line.text)![0].length;
  ranges.push(rangeOf({ line: position.line, start: Math.min(indent, length), end: length }));
  ranges.push(rangeOf({ line: position.line, start: 0, end: length }));
  ranges.push(...payloadRange(lines, position.line), ...blockRanges(lines, position.line));
  const kept: Range[] = [];
  for (const range of ranges) {
    const inner = kept.at(-1) ?? { start: position, end: position };
    if (isInside(inner, range)) kept.push(range);
  }
  return kept;
}

function spansOf(line: Line, character: number): Span[] {
  const covering = ({ start, end }: Span): boolean => start <= character && character <= end;
  const spans: Span[] = [];
  const word = wordAt(line.text, character);
  if (word) spans.push(word);
  if ('operands' in line) {
    const operand = line.operands.find(covering);
    if (operand) spans.push(...insideOf(operand).filter(covering), operand);
    if (line.operands.length > 1 && operand)
      spans.push({ start: line.operands[0]!.start, end: line.operands.at(-1)!.end });
  }
  if (line.kind === 'instruction') {
    spans.push({ start: line.mnemonic.start, end: line.operands.at(-1)?.end ?? line.mnemonic.end });
  } else if (line.kind === 'directive') spans.push({ start: line.word.start, end: line.argument.end });
  if (line.codeEnd < line.text.length && character >= line.codeEnd) {
    spans.push({ start: line.codeEnd, end: line.text.length });
  }
  return spans.filter(covering).sort((a, b) => a.end - a.start - (b.end - b.start));
}

function insideOf(operand: Operand): Span[] {
  if (operand.kind === 'memory') return [operand.offset, { start: operand.start + 1, end: operand.end - 1 }];
  if (operand.kind === 'field') return [operand.value];
  if (operand.kind === 'symbol') return [{ start: operand.nameStart, end: operand.nameStart + operand.name.length }];
  if (operand.kind === 'string') return [{ start: operand.start + 1, end: operand.end - 1 }];
  return [];
}

function wordAt(text: string, character: number): Span | undefined {
  const before = /[\w.$]*$/.exec(text.slice(0, character))![0].length;
  const after = /^[\w.$]*/.exec(text.slice(character))![0].length;
  return before + after === 0 ? undefined : { start: character - before, end: character + after };
}

const wholeLines = (lines: SourceLines, first: number, last: number): Range => ({
  start: { line: first, character: 0 },
  end: { line: last, character: lines.lineAt(last)?.text.length ?? 0 },
});

function payloadRange(lines: SourceLines, line: number): Range[] {
  const payload = payloadAt(lines, line);
  if (!payload) return [];
  return [wholeLines(lines, payload.line, Math.max(payload.tokens.at(-1)?.line ?? line, line))];
}

/** The block below the label, the section, the file. */
function blockRanges(lines: SourceLines, line: number): Range[] {
  const last = lines.lineCount - 1;
  const isHead = (index: number): boolean => labelOf(lines.lineAt(index)) !== undefined;
  const isSection = (index: number): boolean => sectionSelected(lines.lineAt(index)) !== undefined;
  const ranges: Range[] = [];
  const push = (starts: (index: number) => boolean, ends: (index: number) => boolean): void => {
    let first = line;
    while (first > 0 && !starts(first) && !(ends(first) && first < line)) first--;
    if (!starts(first)) return;
    let end = line;
    while (end < last && !ends(end + 1)) end++;
    while (end > line && lines.lineAt(end)?.kind === 'empty') end--;
    ranges.push(wholeLines(lines, first, end));
  };
  push(isHead, (index) => isHead(index) || isSection(index));
  push(isSection, isSection);
  ranges.push(wholeLines(lines, 0, last));
  return ranges;
}
