/** Which faults and other happenings stop a task for the debugger. */

import type { FaultName } from '../events';
import type { MachineView } from './machine-view';
import { Rule } from './rule';

/** `load`: a task has been loaded, and has executed nothing yet. */
export type CatchName = FaultName | 'brk' | 'exit' | 'mailbox_overrun' | 'load';

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

type Rules = ReadonlyMap<CatchName, readonly { readonly pid: number | undefined; readonly rule: Rule }[]>;

const usualRules = rulesOf(usual.map((name) => ({ name })));

export class Catches {
  private readonly byOwner = new Map<unknown, Rules>();

  /**
   * Replaces all of this owner; whatever any of them wants to stop stops.
   * @throws ExecutiveError for a condition that cannot be understood; nothing has changed then
   */
  set(catches: readonly Catch[], owner?: unknown): void {
    this.byOwner.set(owner, rulesOf(catches));
  }

  /** What it wanted counts no more. */
  drop(owner: unknown): void {
    this.byOwner.delete(owner);
  }

  has(name: CatchName, pid: number, machine: MachineView): boolean {
    const all = this.byOwner.size > 0 ? [...this.byOwner.values()] : [usualRules];
    return all.some((rules) =>
      (rules.get(name) ?? []).some(
        (entry) => (entry.pid === undefined || entry.pid === pid) && entry.rule.judge(machine).kind === 'stop',
      ),
    );
  }
}

function rulesOf(catches: readonly Catch[]): Rules {
  const rules = new Map<CatchName, { pid: number | undefined; rule: Rule }[]>();
  for (const { name, condition, pid } of catches) {
    rules.set(name, [...(rules.get(name) ?? []), { pid, rule: new Rule({ condition }) }]);
  }
  return rules;
}
