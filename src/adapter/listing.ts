/** A listing of one program's code, for code that has no source. */

import { hexAddress } from '../executive/debug/expressions/format';
import type { Task } from './debuggee';
import { instructionText } from './instruction-text';

export class Listing {
  readonly text: string;
  private readonly lineOfPc = new Map<number, number>();
  private readonly pcOfLine = new Map<number, number>();

  constructor(task: Task) {
    const lines = [`; ${task.program.path}`];
    for (const pc of task.code.starts) {
      for (const label of task.program.symbols.labelsAt(pc)) lines.push(`${label}:`);
      const { text, bytes } = instructionText(task, pc);
      lines.push(`    ${text.padEnd(32)}; ${hexAddress(pc)}  ${bytes}`);
      this.lineOfPc.set(pc, lines.length);
      this.pcOfLine.set(lines.length, pc);
    }
    this.text = `${lines.join('\n')}\n`;
  }

  /** 1-based; `undefined` where no instruction starts. */
  lineAt(pc: number): number | undefined {
    return this.lineOfPc.get(pc);
  }

  get linesWithCode(): number[] {
    return [...this.pcOfLine.keys()];
  }

  instructionAtOrBelow(line: number): { readonly line: number; readonly pc: number } | undefined {
    for (const [candidate, pc] of this.pcOfLine) if (candidate >= line) return { line: candidate, pc };
    return undefined;
  }
}
