/** What the features see of a text: its lines, parsed. */

import type { Piece } from '../../toolchain/incremental/piece';
import { PiecedText } from '../../toolchain/incremental/pieced-text';
import type { Line } from '../../toolchain/syntax/tree';

export interface SourceLines {
  readonly lineCount: number;
  /** The node of a line, from 0; `undefined` outside the text. */
  lineAt(line: number): Line | undefined;
  /** The runs of lines that it is kept in; a change of one gives another one. */
  readonly pieces: readonly Piece[];
}

/** The lines of a text that does not change. */
export function linesOf(text: string): SourceLines {
  return PiecedText.of(text);
}

export type Section = 'text' | 'data';

/**
 * The section in front of a line, as far as the file itself tells.
 * @param start the section that the file starts in: `text`, or that of the place where it is included
 */
export function sectionAt(lines: SourceLines, line: number, start: Section = 'text'): Section {
  for (let index = line - 1; index >= 0; index--) {
    const selected = sectionSelected(lines.lineAt(index));
    if (selected) return selected;
  }
  return start;
}

/** The section that this very line selects. */
export function sectionSelected(line: Line | undefined): Section | undefined {
  if (line?.kind !== 'directive') return undefined;
  if (line.directive?.name === '.text') return 'text';
  return line.directive?.name === '.data' ? 'data' : undefined;
}

export function labelOf(line: Line | undefined): string | undefined {
  return line && 'label' in line && line.label?.valid ? line.label.text : undefined;
}

/** The comment of a line without its semicolons; `undefined` when there is none. */
export function commentOf(line: Line | undefined): string | undefined {
  if (!line || line.codeEnd >= line.text.length) return undefined;
  return line.text.slice(line.codeEnd).replace(/^;+ ?/, '').trimEnd();
}

/** The comment that documents what stands at a line: the lines of comment right above it, or else the one behind it. */
export function documentationAt(lines: SourceLines, line: number): string | undefined {
  const above: string[] = [];
  for (let index = line - 1; index >= 0; index--) {
    const candidate = lines.lineAt(index);
    const comment = candidate?.kind === 'empty' ? commentOf(candidate) : undefined;
    if (comment === undefined || /^#?(end)?region\b/.test(comment)) break;
    above.unshift(comment);
  }
  const text = above.join('\n').trim();
  return text === '' ? commentOf(lines.lineAt(line)) || undefined : text;
}
