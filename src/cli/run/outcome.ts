/** How tasks ended, in lines for people and problem matchers. */

import { faultWords } from '../../adapter/fault-words';
import type { ProgramSymbols } from '../../adapter/program-symbols';
import type { EventData } from '../../executive/events';
import type { TaskRecord } from '../../executive/task-record';
import { isFinal } from '../../executive/task-state';
import type { ExecutiveClient } from '../../protocol/client';
import { hex } from '../../toolchain/hex';

export class Outcome {
  /** The last stop of each task: where it really was, as the machine is past an illegal opcode or BRK already. */
  private readonly stops = new Map<number, EventData['debug_stop']>();

  constructor(
    client: ExecutiveClient,
    private readonly symbols: ReadonlyMap<number, ProgramSymbols>,
  ) {
    client.onEvent(({ type, pid, data }) => {
      if (type === 'debug_stop' && pid !== null) this.stops.set(pid, data);
    });
  }

  /** What kept tasks from ending well; waiting counts unless the run was cut short. */
  problems(tasks: readonly TaskRecord[], cutShort: boolean): string[] {
    return tasks.flatMap((task) => {
      if (task.fault) {
        const { title, cause } = faultWords[task.fault];
        return this.line(task, 'error', `${title} at ${this.address(task)}. ${cause} [${task.fault}]`);
      }
      if (isFinal(task.state)) return [];
      if (task.state === 'paused') {
        const code = this.stops.get(task.pid)?.code ?? 0;
        return this.line(task, 'error', `stopped by BRK ${code} at ${this.address(task)}; run it in the debugger`);
      }
      return cutShort ? [] : this.line(task, 'error', 'waits for a message that nobody will send');
    });
  }

  /** Tasks that would have gone on. */
  unfinished(tasks: readonly TaskRecord[]): string[] {
    return tasks
      .filter(({ state }) => !isFinal(state) && state !== 'paused')
      .map((task) => this.line(task, 'information', 'has not ended within --max-steps'));
  }

  private line(task: TaskRecord, severity: 'error' | 'information', message: string): string {
    const symbols = this.symbols.get(task.pid);
    const pc = this.pcOf(task);
    // In a literal, or behind the last instruction, the instruction in front tells more than nothing.
    const place = symbols?.locationOf(pc) ?? symbols?.locationOf(pc - 4);
    const { path, line, column } = place ?? { path: task.program, line: 1, column: 1 };
    return `${path}:${line}:${column}: ${severity}: ${task.app_name} (pid ${task.pid}): ${message}`;
  }

  private pcOf({ pid, pc, state }: TaskRecord): number {
    // A task waits behind the service call that made it wait.
    if (state === 'waiting_mbx') return pc - 4;
    return this.stops.get(pid)?.pc ?? pc;
  }

  private address(task: TaskRecord): string {
    const pc = this.pcOf(task);
    const name = this.symbols.get(task.pid)?.nameOf(pc);
    const address = hex(pc, 4);
    return name === undefined || name === address ? address : `${address} in ${name}`;
  }
}
