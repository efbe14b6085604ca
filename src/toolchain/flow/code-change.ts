/** Where two states of code differ. */

import type { Block, Code } from './control-flow';

/** From the first difference to the last; when the length has changed, everything behind the first has. */
export class CodeChange {
  /** Indexes of words. */
  private first: number;
  private end: number;

  constructor(before: Code, after: Code) {
    const [a, b] = [before.words, after.words];
    const shorter = Math.min(a.length, b.length);
    this.first = 0;
    while (this.first < shorter && a[this.first] === b[this.first]) this.first++;
    this.end = a.length === b.length ? shorter : Number.POSITIVE_INFINITY;
    while (this.end > this.first && this.end <= shorter && a[this.end - 1] === b[this.end - 1]) this.end--;
    this.includeDifferences(before.unresolved, after.unresolved);
    this.includeDifferences(after.unresolved, before.unresolved);
  }

  private includeDifferences(some: ReadonlySet<number>, others: ReadonlySet<number>): void {
    for (const index of some) {
      if (others.has(index)) continue;
      this.first = Math.min(this.first, index);
      this.end = Math.max(this.end, index + 1);
    }
  }

  /** Whether a block could be another one now: its own words, and what follows where it leaves the code. */
  concerns({ steps, leavesCode }: Block): boolean {
    const last = steps.at(-1)!;
    return leavesCode || (steps[0]!.address / 4 < this.end && (last.address + last.size) / 4 > this.first);
  }
}
