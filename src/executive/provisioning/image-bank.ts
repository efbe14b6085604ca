/** What tasks ran before they were replaced: the last good image to go back to (services spec 5.6). */

import type { ProgramImage } from './program-image';

/** A task that faults within so many instructions of its replacement has not come up. */
export const BOOT_INSTRUCTIONS = 10_000;

export interface KeptImage {
  readonly image: ProgramImage;
  readonly program: string;
  /** Whether it comes back by itself when its successor does not come up. */
  readonly automatic: boolean;
}

export class ImageBank {
  private readonly kept = new Map<number, KeptImage>();

  /** @param pid the task that has taken the place */
  keep(pid: number, image: KeptImage): void {
    this.kept.set(pid, image);
  }

  of(pid: number): KeptImage | undefined {
    return this.kept.get(pid);
  }

  forget(pid: number): void {
    this.kept.delete(pid);
  }

  /** Of the tasks that can go back. */
  pids(): number[] {
    return [...this.kept.keys()];
  }
}
