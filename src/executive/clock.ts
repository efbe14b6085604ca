/**
 * Virtual time (design: determinism through one door): it passes with the instructions that are executed and jumps to
 * the next deadline when nobody can run. Nothing in the executive reads any other clock.
 */

/** Nominal duration of one instruction in milliseconds: a machine of a million instructions per second. */
const INSTRUCTION_MS = 0.001;

export class VirtualClock {
  private offset = 0;
  private instructions = 0;

  /** Milliseconds since the start. */
  now(): number {
    return this.offset + this.instructions * INSTRUCTION_MS;
  }

  /** Lets the time of `count` executed instructions pass. */
  tick(count: number): void {
    this.instructions += count;
  }

  /** Instructions that fit between now and `deadline` (ms): at least 1 while it lies ahead, 0 when it is reached. */
  instructionsUntil(deadline: number): number {
    return Math.max(0, Math.ceil((deadline - this.now()) / INSTRUCTION_MS));
  }

  /** Moves to `deadline` (ms) unless that has passed. */
  advanceTo(deadline: number): void {
    const rest = deadline - this.now();
    if (rest > 0) this.offset += rest;
    // Rounding must never leave the clock short of the deadline, or nobody would ever wake.
    if (this.now() < deadline) this.offset = deadline - this.instructions * INSTRUCTION_MS + INSTRUCTION_MS / 1000;
  }
}
