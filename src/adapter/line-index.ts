/** Where the lines of one source file are in the code. */

export interface LineRecord {
  /** 1-based. */
  readonly line: number;
  readonly pc: number;
  /** Bytes of the instruction. */
  readonly size: number;
}

export type CodeRange = [start: number, end: number];

export class LineIndex {
  private readonly ranges = new Map<number, CodeRange[]>();
  /** Lines with code, ascending. */
  readonly lines: readonly number[];

  constructor(records: readonly LineRecord[]) {
    for (const { line, pc, size } of [...records].sort((a, b) => a.pc - b.pc)) {
      const ranges = this.ranges.get(line) ?? [];
      const last = ranges.at(-1);
      if (last && last[1] === pc) last[1] = pc + size;
      else ranges.push([pc, pc + size]);
      this.ranges.set(line, ranges);
    }
    this.lines = [...this.ranges.keys()].sort((a, b) => a - b);
  }

  /** Contiguous stretches of code that belong to a line. */
  rangesOf(line: number): readonly CodeRange[] {
    return this.ranges.get(line) ?? [];
  }

  /** The line itself, or the next one that has code. */
  lineWithCode(line: number): number | undefined {
    return this.lines.find((candidate) => candidate >= line);
  }

  /** Where a breakpoint on the line has to stand: at the start of each stretch. */
  entriesOf(line: number): number[] {
    return this.rangesOf(line).map(([start]) => start);
  }
}
