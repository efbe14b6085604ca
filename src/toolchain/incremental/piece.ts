/** A run of whole lines: the unit in which a text that is being edited is parsed and assembled again. */

import { parse } from '../syntax/parse';
import type { Line } from '../syntax/tree';
import type { Fragment } from './fragment';

export class Piece {
  /** What it assembles to, one fragment up to each inclusion; the assembler keeps them here. */
  readonly fragments: Fragment[] = [];
  private inclusion: boolean | undefined;
  private entry: boolean | undefined;
  private tree: readonly Line[] | undefined;

  /**
   * @param text ends with a line break unless it is the last one of its text
   * @param isLast whether nothing follows, so that what stands behind its last break is a line
   */
  constructor(
    readonly text: string,
    readonly lineCount: number,
    private readonly isLast: boolean,
  ) {}

  /** The text of its lines, without the break that leads to the next piece. */
  get source(): string {
    const { text } = this;
    return this.isLast ? text : text.slice(0, text.endsWith('\r\n') ? -2 : -1);
  }

  /** Whether it may include a file. */
  get mayInclude(): boolean {
    this.inclusion ??= /\.include\b/i.test(this.text);
    return this.inclusion;
  }

  /** Whether it says where a program starts. */
  get mayBeEntry(): boolean {
    this.entry ??= /^\s*\.entry\b/im.test(this.text);
    return this.entry;
  }

  /** One node per line, each with its own text. */
  get lines(): readonly Line[] {
    this.tree ??= parse(this.source);
    return this.tree;
  }
}
