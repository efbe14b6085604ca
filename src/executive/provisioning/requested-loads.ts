/** Loads that programs ask for (module 0x17); they end before the next turn, when nobody is in the middle of something. */

import { ExecutiveError } from '../errors';
import type { PendingWork } from '../services/pending-work';
import type { ProgramLoads } from '../services/provisioning';
import type { LoadedImage } from '../task-record';
import type { StreamLoads } from './stream-loads';

/** As programs get to see them. */
const State = { idle: 0, loading: 1, ready: 3, failed: 4 } as const;

interface Target {
  readonly provisioning: StreamLoads;
  finishStream(pid: number): LoadedImage;
  hasTask(pid: number): boolean;
}

export class RequestedLoads implements ProgramLoads {
  /** Loads that failed; their pids are never used again. */
  private readonly failed = new Set<number>();

  constructor(
    private readonly target: Target,
    private readonly pending: PendingWork,
  ) {}

  info(pid: number): { state: number; bytes: number } {
    const stream = this.target.provisioning.progress(pid);
    if (stream) return { state: stream.failed ? State.failed : State.loading, bytes: stream.bytes };
    if (this.failed.has(pid)) return { state: State.failed, bytes: 0 };
    return { state: this.target.hasTask(pid) ? State.ready : State.idle, bytes: 0 };
  }

  request(label: string, bytes: Uint8Array): number {
    const { provisioning } = this.target;
    const pid = provisioning.begin(label);
    try {
      provisioning.write(pid, bytes);
      this.pending.add(() => this.finish(pid));
    } catch (error) {
      this.giveUp(pid, error);
    }
    return pid;
  }

  abort(pid: number): void {
    this.target.provisioning.abort(pid);
  }

  private finish(pid: number): void {
    // It may have been aborted in the same turn.
    if (!this.target.provisioning.progress(pid)) return;
    try {
      this.target.finishStream(pid);
    } catch (error) {
      this.giveUp(pid, error);
    }
  }

  private giveUp(pid: number, error: unknown): void {
    if (!(error instanceof ExecutiveError)) throw error;
    this.failed.add(pid);
    if (this.target.provisioning.progress(pid)) this.target.provisioning.abort(pid);
  }
}
