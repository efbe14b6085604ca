/** Work that a service call begins and that would disturb whoever runs: it is done before the next turn. */
export class PendingWork {
  private work: (() => void)[] = [];

  /** @param disturb told when there is something to do */
  constructor(private readonly disturb: () => void) {}

  add(work: () => void): void {
    this.work.push(work);
    this.disturb();
  }

  /** At once, when there is any; in milliseconds of the clock. */
  nextDeadline(): number | null {
    return this.work.length > 0 ? 0 : null;
  }

  perform(): void {
    for (const work of this.work.splice(0)) work();
  }
}
