/** What the executive tells of a task. */

import { hexAddress } from '../../executive/debug/expressions/format';
import type { TaskRecord } from '../../executive/task-record';
import type { Debuggee } from '../debuggee';
import { waitOf } from '../threads';
import type { Fact } from './facts';

export function taskFacts(record: TaskRecord): readonly Fact[] {
  return [
    ['name', record.app_name],
    ['program', record.program],
    ['pid', record.pid],
    ['state', waitOf(record) ?? record.state],
    ['instructions', record.accounted_steps],
    ['priority', record.priority],
    ['quantum', record.quantum],
    ['stack', `${hexAddress(record.stack_base)}..${hexAddress(record.stack_base + record.stack_size - 1)}`],
    ['exit status', record.exit_status],
    ['ended by', record.fault],
  ];
}

/** Where the registers and the stack of a task lie, in data memory. */
export async function baseFacts(debuggee: Debuggee, pid: number): Promise<readonly Fact[]> {
  const { registers } = await debuggee.request('dumpregs', { pid });
  return [
    ['register bank', hexAddress(registers.reg_base)],
    ['stack base', hexAddress(registers.stack_base)],
    ['stack limit', hexAddress(registers.stack_limit)],
    ['stack size', registers.stack_size],
  ];
}
