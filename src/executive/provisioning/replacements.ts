/** Tasks that take the place of others, and the way back to what ran before (services spec 5.6). */

import { ExecutiveError } from '../errors';
import type { EmitEvent } from '../events';
import type { Kernel } from '../kernel';
import type { Task } from '../task';
import type { ProgramImage } from './program-image';
import type { Arrival } from './stream-loads';

/** A task that faults within so many instructions of its replacement has not come up. */
const BOOT_INSTRUCTIONS = 10_000;

interface KeptImage {
  readonly image: ProgramImage;
  readonly program: string;
  /** Whether it comes back by itself when its successor does not come up. */
  readonly automatic: boolean;
}

interface Newcomer {
  readonly image: ProgramImage;
  readonly label: string;
  readonly pid?: number;
  readonly automatic?: boolean;
}

interface Surroundings {
  readonly kernel: Kernel;
  readonly publish: EmitEvent;
  /** Ends a task, with all that tools have of it. */
  readonly kill: (pid: number) => void;
  /** Takes up a task that came back by itself. */
  readonly begin: (task: Task) => void;
  readonly isDebugged: (task: Task) => boolean;
}

export class Replacements {
  /** What ran in the place of a task before it, by its pid. */
  private readonly kept = new Map<number, KeptImage>();

  constructor(private readonly parts: Surroundings) {}

  /** All or nothing: when the image cannot be loaded, the task goes on. @throws ExecutiveError */
  replace(leaving: Task, { image, label, pid, automatic = false }: Newcomer): Task {
    const { kernel, kill } = this.parts;
    const { image: before, program } = leaving.identity;
    kernel.checkReplacement(leaving, image);
    kill(leaving.pid);
    const task = kernel.load(image, label, pid);
    if (before) this.kept.set(task.pid, { image: before, program, automatic });
    return task;
  }

  /** What has arrived takes its place among the tasks, or that of one of them. @throws ExecutiveError EBUSY, ESRCH, ENOSPC */
  place({ image, label, pid, replaces }: Arrival): Task {
    const { kernel, isDebugged } = this.parts;
    if (replaces === undefined) return kernel.load(image, label, pid);
    const task = kernel.require(replaces);
    if (isDebugged(task)) throw new ExecutiveError(`EBUSY: task ${replaces} is under a debugger`);
    return this.replace(task, { image, label, pid, automatic: true });
  }

  /** Loads what a task has replaced, in its place. @throws ExecutiveError ESRCH when that is nothing */
  goBack(pid: number): Task {
    const task = this.parts.kernel.require(pid);
    const kept = this.kept.get(pid);
    if (!kept) throw new ExecutiveError(`ESRCH: task ${pid} has taken nobody's place`);
    return this.restore(task, kept, 'request');
  }

  /** Goes back by itself when what came in pieces does not come up, unless somebody debugs it. */
  onFault(pid: number): void {
    const { kernel, begin, isDebugged } = this.parts;
    const task = kernel.require(pid);
    const kept = this.kept.get(pid);
    if (!kept?.automatic || task.processor.steps > BOOT_INSTRUCTIONS) return;
    kernel.services.pending.add(() => {
      if (kernel.task(pid) === task && !isDebugged(task)) begin(this.restore(task, kept, 'fault'));
    });
  }

  /** The task is gone, and nobody comes back in its place. */
  forget(pid: number): void {
    this.kept.delete(pid);
  }

  private restore(task: Task, { image, program }: KeptImage, reason: 'request' | 'fault'): Task {
    const restored = this.replace(task, { image, label: program });
    this.parts.publish('provisioning.rollback', restored.pid, { phase: 'rollback', replaced: task.pid, reason });
    return restored;
  }
}
