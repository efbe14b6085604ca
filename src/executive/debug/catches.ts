/** Which faults and other happenings stop a task for the debugger. */

import type { FaultName } from '../events';
import type { MachineView } from './machine-view';
import { Rule } from './rule';

export type CatchName = FaultName | 'brk' | 'exit' | 'mailbox_overrun';

export interface Catch {
  readonly name: CatchName;
  /** Names resolved. */
  readonly condition?: string | undefined;
  /** Only in this task. */
  readonly pid?: number | undefined;
}

/** Without a debugger's word: what stops in the reference, too. */
const usual: readonly CatchName[] = [
  'div_zero',
  'mem_fault',
  'stack_overflow',
  'stack_underflow',
  'illegal_opcode',
  'pc_out_of_range',
  'brk',
];

export class Catches {
  private rules = new Map<CatchName, { pid: number | undefined; rule: Rule }[]>();

  constructor() {
    this.set(usual.map((name) => ({ name })));
  }

  /** Replaces all. @throws ExecutiveError for a condition that cannot be understood; nothing has changed then */
  set(catches: readonly Catch[]): void {
    const rules: typeof this.rules = new Map();
    for (const { name, condition, pid } of catches) {
      rules.set(name, [...(rules.get(name) ?? []), { pid, rule: new Rule({ condition }) }]);
    }
    this.rules = rules;
  }

  has(name: CatchName, pid: number, machine: MachineView): boolean {
    return (this.rules.get(name) ?? []).some(
      (entry) => (entry.pid === undefined || entry.pid === pid) && entry.rule.judge(machine).kind === 'stop',
    );
  }
}
