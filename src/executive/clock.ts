/**
 * Virtual time (design: determinism through one door): it passes with the instructions that are executed and jumps to
 * the next deadline when nobody can run. Nothing in the executive reads any other clock.
 */

/** About a million per second; a power of two, so that no sum of times is ever rounded. */
const INSTRUCTIONS_PER_MS = 1024;

export class VirtualClock {
  /** In instructions. */
  private elapsed = 0;

  /** Milliseconds since the start. */
  now(): number {
    return this.elapsed / INSTRUCTIONS_PER_MS;
  }

  /** Lets the time of `count` executed instructions pass. */
  tick(count: number): void {
    this.elapsed += count;
  }

  /** Instructions after which `deadline` (ms) is reached; 0 when it is. */
  instructionsUntil(deadline: number): number {
    return Math.max(0, Math.ceil(deadline * INSTRUCTIONS_PER_MS) - this.elapsed);
  }

  /** Moves to `deadline` (ms) unless that has passed. */
  advanceTo(deadline: number): void {
    this.elapsed += this.instructionsUntil(deadline);
  }
}
