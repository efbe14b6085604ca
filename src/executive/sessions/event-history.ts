/** The last events of the executive, for those who come later (executive-protocol spec 11.1). */

import type { ExecutiveEvent } from '../events';

const KEPT = 4096;

export class EventHistory {
  private readonly ring: ExecutiveEvent[] = [];
  /** Their numbers: an old event itself is no longer in the processor's cache. */
  private readonly numbers = new Float64Array(KEPT);
  private next = 0;
  /** Number of the last one that was forgotten. */
  private forgotten = 0;

  push(event: ExecutiveEvent): void {
    this.forgotten = this.numbers[this.next]!;
    this.numbers[this.next] = event.seq;
    this.ring[this.next] = event;
    this.next = (this.next + 1) % KEPT;
  }

  /** Whether some with a larger number were forgotten. */
  hasForgotten(sequence: number): boolean {
    return sequence < this.forgotten;
  }

  /** Those with a larger number, oldest first; what was forgotten is missing. */
  since(sequence: number): ExecutiveEvent[] {
    const ordered = [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
    return ordered.filter(({ seq }) => seq > sequence);
  }
}
