/** The lines of a text, found one after the other without copying them (toolchain spec 3.1). */

import { Character } from './characters';
import { commentStart } from './literals';

const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = 0xfeff;

/** Lines end at LF, CR LF or CR; a byte-order mark in front of the first one is skipped. */
export class LineReader {
  /** Of the present line, from 0; -1 in front of the first one. */
  index = -1;
  /** Offsets of the present line, without its break. */
  start = 0;
  end = 0;
  /** Where the comment of the present line starts, or its end. */
  codeEnd = 0;
  /** Where the next line starts; -1 behind the last one. */
  private following: number;

  constructor(readonly text: string) {
    this.following = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  /** Goes on to the next line; false when there is none. */
  advance(): boolean {
    if (this.following < 0) return false;
    const { text, following: start } = this;
    const { length } = text;
    let at = start;
    let semicolon = -1;
    let quoted = false;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > Character.semicolon) continue;
      if (code === LF || code === CR) break;
      if (semicolon >= 0) continue;
      if (code === Character.semicolon) semicolon = at;
      else if (code === Character.quote || code === Character.apostrophe) quoted = true;
    }
    this.index++;
    this.start = start;
    this.end = at;
    if (semicolon < 0) this.codeEnd = at;
    else this.codeEnd = quoted ? commentStart(text, start, at) : semicolon;
    if (at === length) this.following = -1;
    else this.following = text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
    return true;
  }

  /** Has the next {@link advance} give the present line again. */
  hold(): void {
    this.following = this.start;
    this.index--;
  }

  /** Where the next line starts; -1 behind the last one. */
  get next(): number {
    return this.following;
  }

  /**
   * Passes over lines that somebody else has read.
   * @param next where the next line starts, @param count how many lines lie before it
   */
  skipTo(next: number, count: number): void {
    this.following = next;
    this.index = count - 1;
  }
}
