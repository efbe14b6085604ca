/** Takes up tasks that others have loaded, with what is known about their source, and keeps that fresh. */

import { basename } from 'pathe';
import type { TaskRecord } from '../executive/task-record';
import type { Breakpoints } from './breakpoints/breakpoints';
import type { ClientPort } from './client-port';
import { type Debuggee, taskOf } from './debuggee';
import type { FoundPrograms } from './found-programs';
import type { AdapterHost } from './host';
import type { Inventory } from './inventory';
import type { Memory } from './memory';

interface Parts {
  readonly client: ClientPort;
  readonly debuggee: Debuggee;
  readonly breakpoints: Breakpoints;
  readonly memory: Memory;
  readonly inventory: Inventory;
}

export class Adoption {
  /** By pid: ends the watch over the files of its source. */
  private readonly watches = new Map<number, () => void>();

  constructor(
    private readonly host: AdapterHost,
    private readonly parts: Parts,
    private readonly programs: FoundPrograms,
  ) {}

  /** In the place of whatever was known by this pid. */
  async adopt(record: TaskRecord): Promise<void> {
    const { pid } = record;
    const { client, debuggee, breakpoints } = this.parts;
    await breakpoints.withdraw(pid);
    const code = await debuggee.code(pid);
    const program = await this.programs.of(record, code);
    debuggee.put(taskOf(record, program, code));
    if (program.notice !== undefined) client.say(program.notice);
    this.watches.get(pid)?.();
    const unwatch = this.host.watch?.(program.symbolFile, () => client.background(this.renew(record, code)));
    if (unwatch) this.watches.set(pid, unwatch);
  }

  /** The task is gone. */
  abandon(pid: number): void {
    this.watches.get(pid)?.();
    this.watches.delete(pid);
    this.parts.breakpoints.forgetTask(pid);
    this.parts.debuggee.drop(pid);
  }

  end(): void {
    for (const unwatch of this.watches.values()) unwatch();
    this.watches.clear();
  }

  /** Its source has changed on the disk, or was built anew. */
  private async renew(record: TaskRecord, code: Uint8Array): Promise<void> {
    const { client, debuggee, breakpoints, memory, inventory } = this.parts;
    if (!this.watches.has(record.pid)) return;
    const program = await this.programs.of(record, code);
    if (!debuggee.has(record.pid)) return;
    debuggee.put(taskOf(record, program, code));
    client.say(
      program.notice ?? `${basename(program.symbolFile)} has changed: symbols of ${record.app_name} are read again`,
    );
    inventory.tell();
    await breakpoints.refresh();
    memory.invalidate(['all']);
  }
}
