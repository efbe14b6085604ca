/**
 * The instructions of a code section by address. LDI32 takes two words, so where instructions start is known only by
 * decoding forward from a known start: address 0, and every address the symbol table calls an instruction.
 */

import { opcodeOf, wordAt } from '../isa/encoding';
import { instructionByOpcode } from '../isa/instructions';

export interface Row {
  readonly address: number;
  /** Bytes: 4 or 8; 0 outside the code. */
  readonly size: number;
}

export class CodeMap {
  /** Addresses of instructions, ascending. */
  readonly starts: readonly number[];

  constructor(
    readonly bytes: Uint8Array,
    anchors: Iterable<number>,
  ) {
    const known = new Set(anchors);
    const starts: number[] = [];
    for (let address = 0; address < bytes.length; address += this.sizeAt(address, known)) starts.push(address);
    this.starts = starts;
  }

  contains(address: number): boolean {
    return address >= 0 && address < this.bytes.length;
  }

  /** Whether an instruction starts here. */
  isStart(address: number): boolean {
    return this.starts[this.indexAtOrAfter(address)] === address;
  }

  /** The start of the instruction that an address inside the code belongs to. */
  startOf(address: number): number {
    const index = this.indexAtOrAfter(address);
    return this.starts[index] === address ? address : (this.starts[index - 1] ?? 0);
  }

  /**
   * `count` rows, the first of them `offset` instructions away from the one at `address`. Outside the code rows go on
   * in steps of one word, also below 0.
   */
  rows(address: number, offset: number, count: number): Row[] {
    const starts = this.startsAround(address);
    const end = starts.length;
    const base = this.rowOf(address, starts);
    return Array.from({ length: count }, (_, index): Row => {
      const row = base + offset + index;
      if (row < 0) return { address: 4 * row, size: 0 };
      if (row >= end) return { address: this.bytes.length + 4 * (row - end), size: 0 };
      const start = starts[row]!;
      return { address: start, size: (starts[row + 1] ?? this.bytes.length) - start };
    });
  }

  private rowOf(address: number, starts: readonly number[]): number {
    if (address < 0) return Math.floor(address / 4);
    if (address >= this.bytes.length) return starts.length + Math.floor((address - this.bytes.length) / 4);
    return starts.indexOf(address);
  }

  /** The starts, with `address` among them: a program may have jumped into the middle of an instruction. */
  private startsAround(address: number): readonly number[] {
    if (!this.contains(address)) return this.starts;
    const index = this.indexAtOrAfter(address);
    if (this.starts[index] === address) return this.starts;
    const next = address + this.sizeAt(address);
    return [...this.starts.slice(0, index), address, ...this.starts.slice(index).filter((start) => start >= next)];
  }

  private sizeAt(address: number, known?: ReadonlySet<number>): number {
    const word = wordAt(this.bytes, address);
    const size = word === undefined ? 4 : (instructionByOpcode(opcodeOf(word))?.size ?? 4);
    return size === 8 && !known?.has(address + 4) && address + 8 <= this.bytes.length ? 8 : 4;
  }

  private indexAtOrAfter(address: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
