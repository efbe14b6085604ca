/** Which registers an instruction has changed (executive-protocol spec 11.3). */

const NAMES: readonly string[] = Array.from({ length: 16 }, (_, index) => `R${index}`);

interface State {
  readonly regs: readonly number[];
  readonly flags: number;
}

/** R0..R15 and PSW, as far as they differ from what was before; all of them at first. */
export function changedRegisters(before: State | null, { regs, flags }: State): string[] {
  const changed: string[] = [];
  for (let index = 0; index < NAMES.length; index++) {
    if (regs[index] !== before?.regs[index]) changed.push(NAMES[index]!);
  }
  if (flags !== before?.flags) changed.push('PSW');
  return changed;
}
