/** The tasks that a session is about: those that its configuration names by pid, or all. */

export class ChosenTasks {
  private present: readonly number[] | undefined;

  /** @param named `undefined`: all tasks */
  constructor(private readonly named: readonly number[] | undefined) {
    this.present = named;
  }

  /** As they are now; `undefined`: all. */
  get pids(): readonly number[] | undefined {
    return this.present;
  }

  has(pid: number): boolean {
    return this.present === undefined || this.present.includes(pid);
  }

  /** A task was loaded anew, and has another pid. */
  replace(from: number, to: number): void {
    this.present = this.present?.map((pid) => (pid === from ? to : pid));
  }

  /** The executive is another one than before, which counts pids from the start. */
  reset(): void {
    this.present = this.named;
  }
}
