/** textDocument/foldingRange: sections, what stands below a label, payloads, comments and marked regions. */

import type { FoldingRange } from 'vscode-languageserver';
import type { Line } from '../toolchain/syntax/tree';
import { FoldingRangeKind } from './protocol';
import type { SourceLines } from './view/source-lines';

type Fold = (start: number, end: number, kind?: FoldingRangeKind) => void;

export function foldingRanges({ lines: source }: { readonly lines: SourceLines }): FoldingRange[] {
  const lines = Array.from({ length: source.lineCount }, (_, index) => source.lineAt(index)!);
  const ranges: FoldingRange[] = [];
  const fold: Fold = (startLine, endLine, kind) => {
    if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind && { kind }) });
  };
  foldBlocks(lines, fold, isSection);
  foldBlocks(lines, fold, isLabel, isSection);
  foldRuns(lines, (start, end) => fold(start, end, FoldingRangeKind.Comment), isComment);
  foldRuns(lines, (start, end) => fold(start - 1, end), isPayload);
  foldRegions(lines, fold);
  return ranges;
}

const isSection = (line: Line): boolean => line.kind === 'directive' && line.directive?.form === 'none';
const isLabel = (line: Line): boolean => 'label' in line && line.label !== undefined;
const isPayload = (line: Line): boolean => line.kind === 'payload';
const isComment = (line: Line): boolean => line.kind === 'empty' && line.codeEnd < line.text.length && !marker(line);
const marker = (line: Line): string | undefined => /^\s*;\s*#?((?:end)?region)\b/.exec(line.text)?.[1];

/** From each head to the next one, or to another end; comments above the next head belong to that. */
function foldBlocks(
  lines: readonly Line[],
  fold: Fold,
  isHead: (line: Line) => boolean,
  isEnd: (line: Line) => boolean = isHead,
): void {
  let head = -1;
  let last = -1;
  for (const [index, line] of lines.entries()) {
    if (isHead(line) || isEnd(line)) {
      if (head >= 0) fold(head, last);
      head = isHead(line) ? index : -1;
    }
    if (line.kind !== 'empty') last = index;
  }
  if (head >= 0) fold(head, last);
}

function foldRuns(lines: readonly Line[], fold: Fold, isMember: (line: Line) => boolean): void {
  let start = -1;
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index];
    if (line && isMember(line)) {
      if (start < 0) start = index;
    } else if (start >= 0) {
      fold(start, index - 1);
      start = -1;
    }
  }
}

function foldRegions(lines: readonly Line[], fold: Fold): void {
  const open: number[] = [];
  for (const [index, line] of lines.entries()) {
    const found = marker(line);
    if (found === 'region') open.push(index);
    else if (found === 'endregion') {
      const start = open.pop();
      if (start !== undefined) fold(start, index, FoldingRangeKind.Region);
    }
  }
}
