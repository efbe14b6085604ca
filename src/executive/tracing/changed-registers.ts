/** Which registers an instruction has changed (executive-protocol spec 11.3). */

import { REGISTER_COUNT } from '../../isa/constants';
import { generalRegisters } from '../debug/expressions/registers';

const indices: Readonly<Record<string, number>> = Object.fromEntries(
  generalRegisters.map((name, index) => [name, index]),
);

interface State {
  readonly regs: readonly number[];
  readonly flags: number;
}

/** `undefined` for the PSW. */
export const registerIndex = (name: string): number | undefined => indices[name];

/** Compares each state with the one before. */
export class RegisterComparison {
  private readonly before = new Int32Array(REGISTER_COUNT);
  private flags = 0;
  private begun = false;

  /** R0..R15 and PSW, as far as they differ from what was before; all of them at first. */
  changed({ regs, flags }: State): string[] {
    const changed: string[] = [];
    for (let index = 0; index < REGISTER_COUNT; index++) {
      const value = regs[index]! | 0;
      if (this.begun && value === this.before[index]) continue;
      this.before[index] = value;
      changed.push(generalRegisters[index]!);
    }
    if (!this.begun || flags !== this.flags) changed.push('PSW');
    this.flags = flags;
    this.begun = true;
    return changed;
  }
}
