/** The watches of all tasks: compared after every call that executes, not per instruction (executive-protocol spec 8.1). */

import type { SymbolTable } from '../../toolchain/symbols';
import { ExecutiveError } from '../errors';
import type { EmitEvent } from '../events';
import type { Task } from '../task';
import { createWatch, readWatch, type Watch, type WatchRecord, type WatchRequest, watchRecord } from './watch';

export class WatchList {
  private readonly byTask = new Map<Task, Watch[]>();
  private nextId = 1;

  constructor(private readonly emit: EmitEvent) {}

  /** @throws ExecutiveError when the expression means nothing in this task */
  add(task: Task, request: WatchRequest, symbols: SymbolTable | undefined): WatchRecord {
    const watch = createWatch(this.nextId, request, task, symbols);
    const value = readWatch(watch, task);
    if (value === undefined) throw new ExecutiveError(`watch read failed: '${request.expression}' is not there now`);
    watch.value = value;
    this.nextId++;
    this.byTask.set(task, [...this.of(task), watch]);
    return watchRecord(watch, task);
  }

  /** @throws ExecutiveError `unknown watch N for pid M` */
  remove(task: Task, id: number): WatchRecord {
    const watch = this.of(task).find((candidate) => candidate.id === id);
    if (!watch) throw new ExecutiveError(`unknown watch ${id} for pid ${task.pid}`);
    this.byTask.set(
      task,
      this.of(task).filter((candidate) => candidate !== watch),
    );
    return watchRecord(watch, task);
  }

  list(task: Task): WatchRecord[] {
    return this.of(task).map((watch) => watchRecord(watch, task));
  }

  /** Tells what has changed since the last time, of one task or of all. Locals that do not live are passed over. */
  sample(only?: Task): void {
    for (const [task, watches] of this.byTask) if (!only || task === only) this.sampleTask(task, watches);
  }

  private sampleTask(task: Task, watches: readonly Watch[]): void {
    for (const watch of watches) {
      const value = readWatch(watch, task);
      if (value === undefined || value === watch.value) continue;
      const old = watch.value;
      watch.value = value;
      const { address = null, symbol, location } = watchRecord(watch, task);
      this.emit('watch_update', task.pid, {
        watch_id: watch.id,
        address,
        expr: watch.expression,
        type: watch.type,
        length: watch.length,
        old,
        new: value,
        ...(symbol !== undefined && { symbol }),
        ...(location !== undefined && { location }),
      });
    }
  }

  /** Forgets a task that is gone. */
  removeTask(task: Task): void {
    this.byTask.delete(task);
  }

  private of(task: Task): readonly Watch[] {
    return this.byTask.get(task) ?? [];
  }
}
