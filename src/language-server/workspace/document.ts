/** A source as the server sees it: in the editor, or on the disk. */

import type { Range } from '../../toolchain/diagnostics';
import type { Piece } from '../../toolchain/incremental/piece';
import { PiecedText } from '../../toolchain/incremental/pieced-text';
import type { Line } from '../../toolchain/syntax/tree';

export interface ContentChange {
  /** The whole text when absent. */
  readonly range?: Range | undefined;
  readonly text: string;
}

/** Immutable: a change gives another document. Lines are parsed when asked for, and kept while they do not change. */
export class SourceDocument {
  private constructor(
    readonly uri: string,
    /** Normalized, with `/`. */
    readonly path: string,
    /** Of the editor; `undefined` when the document is not open. */
    readonly version: number | undefined,
    readonly content: PiecedText,
  ) {}

  static of(uri: string, path: string, version: number | undefined, text: string): SourceDocument {
    return new SourceDocument(uri, path, version, PiecedText.of(text));
  }

  get text(): string {
    return this.content.text;
  }

  get lineCount(): number {
    return this.content.lineCount;
  }

  get pieces(): readonly Piece[] {
    return this.content.pieces;
  }

  /** The node of a line, from 0; `undefined` behind the last one. */
  lineAt(line: number): Line | undefined {
    return this.content.lineAt(line);
  }

  changed(version: number, changes: readonly ContentChange[]): SourceDocument {
    let { content } = this;
    for (const { range, text } of changes) content = range ? content.edit(range, text) : PiecedText.of(text);
    return new SourceDocument(this.uri, this.path, version, content);
  }
}
