import { Breakpoints } from './breakpoints';
import type { LiveCall } from './call-record';
import { interpret, LEFT } from './interpret';
import { MachineState, type StateOptions } from './state';
import { Stop } from './stop';
import { Turbo } from './turbo/turbo';
import type { WatchAccess } from './watches';

export interface ProcessorOptions extends StateOptions {
  /** Code section of an image: big-endian words. It must not change afterwards. */
  readonly code: Uint8Array;
  /**
   * Instructions after which code that runs long is translated to WebAssembly; `Infinity`: never. Default
   * {@link TRANSLATE_AFTER}.
   */
  readonly translateAfter?: number;
}

/** About a millisecond of the interpreter, which is what a translation costs. */
const TRANSLATE_AFTER = 300_000;

/**
 * Instructions per call of the interpreter. Returning often lets the JavaScript engine replace the whole function by
 * optimised code, rather than a loop already running, whose exit it would have to guess.
 */
const STRETCH = 4096;

/** One HSX processor: the state of a task, its decoded code and what a debugger has set on both (machine spec 1 to 4). */
export class Processor extends MachineState {
  readonly code: Uint8Array;
  private readonly marks: Breakpoints;
  private readonly turbo: Turbo;

  constructor(options: ProcessorOptions) {
    super(options);
    this.code = options.code;
    this.marks = new Breakpoints(options.code);
    this.turbo = new Turbo(this, this.marks, options.translateAfter ?? TRANSLATE_AFTER);
  }

  /** Instructions executed by translated code, of all {@link steps}. */
  get translatedSteps(): number {
    return this.turbo.steps;
  }

  /** Executes at most `budget` instructions and tells why it stopped. */
  run(budget: number): Stop {
    const end = this.steps + budget;
    while (this.steps < end) {
      const next = this.turbo.advance(end - this.steps);
      const left = end - this.steps;
      if (left === 0) break;
      const stop = this.stretch(Math.min(left, next, STRETCH));
      if (stop !== LEFT && stop !== Stop.budget) return stop;
    }
    return Stop.budget;
  }

  /** Call when the service of a `Stop.service` has been performed: the SVC counts as executed. */
  completeService(): void {
    this.pc += 4;
    this.steps += 1;
  }

  /**
   * Data addresses that hold the return addresses of the calls not yet returned, innermost first.
   * @param sp those below it no longer count
   */
  returnSlots(sp: number): number[] {
    return this.liveCalls(sp).map(({ slot }) => slot);
  }

  /**
   * The calls not yet returned, innermost first.
   * @param sp those with a return address below it no longer count
   */
  liveCalls(sp: number): LiveCall[] {
    return this.calls.live(this.depth, sp);
  }

  /** @param address in code; modulo 65536, need not be aligned nor inside the code */
  setBreakpoint(address: number): void {
    this.marks.set(address);
  }

  clearBreakpoint(address: number): void {
    this.marks.clear(address);
  }

  clearBreakpoints(): void {
    this.marks.clearAll();
  }

  /** Addresses in ascending order. */
  get breakpoints(): readonly number[] {
    return this.marks.sorted();
  }

  /** Address at which the next breakpoint is passed over; armed until pc meets it. -1: none. */
  get skipBreakpoint(): number {
    return this.marks.skip;
  }

  set skipBreakpoint(address: number) {
    this.marks.skip = address;
  }

  /**
   * Stops after an instruction that touches the range: LD*, ST*, PUSH, POP, CALL and RET.
   * @throws RangeError when the range is empty or not inside data memory
   */
  setWatch(address: number, length: number, access: WatchAccess): void {
    this.watches.set(address, length, access);
  }

  /** Removes one watch that was set with these arguments. */
  clearWatch(address: number, length: number, access: WatchAccess): void {
    this.watches.clear(address, length, access);
  }

  clearWatches(): void {
    this.watches.clearAll();
  }

  /** Runs inside one decoding. */
  private stretch(budget: number): Stop | typeof LEFT {
    const decoding = this.marks.decodingAt(this.pc);
    if (decoding === undefined) return this.stopOutside();
    const stop = interpret(this, decoding, budget);
    if (stop !== Stop.breakpoint || !this.marks.takeSkip(this.pc)) return stop;
    if (!this.marks.has(this.pc)) return LEFT;
    const address = this.pc;
    this.marks.disarm(address);
    const next = interpret(this, decoding, 1);
    this.marks.arm(address);
    return next;
  }

  private stopOutside(): Stop {
    const skipped = this.marks.takeSkip(this.pc);
    return this.marks.has(this.pc) && !skipped ? Stop.breakpoint : Stop.fetchError;
  }
}
