/** Decides what is translated and when translated code runs, and keeps it informed of breakpoints and watches. */

import { MEMORY_SIZE, REGISTER_BANK_SIZE } from '../../isa/constants';
import { halfValues } from '../../isa/half';
import type { Breakpoints } from '../breakpoints';
import { Operation } from '../operation';
import type { MachineState } from '../state';
import { Access } from '../watches';
import { readsHalves } from './half-code';
import { Layout, Result } from './layout';
import { findRegion, type Region } from './region';
import { HIGHEST_STACK, translate } from './translate';
import { createMemory, instantiate, type Translated } from './web-assembly';

enum Policy {
  /** A run shorter than this does not set off a translation. */
  shortRun = 256,
  /** As often a region may be translated anew because much is executed outside of it. */
  translations = 6,
  /** Entries after which the yield is looked at. */
  sample = 64,
  /** Instructions per entry that pay for it. */
  yield = 24,
  /** Instructions to interpret after entries that did not pay. */
  rest = 20_000,
  /** Largest budget of one call. */
  budget = 0x3fffffff,
  /** Calls not yet returned that a region begins with. */
  frames = 32,
}

/** A limit that no budget reaches. */
const NEVER = 0x7fffffff;

export class Turbo {
  /** Instructions executed by translated code. */
  steps = 0;
  private readonly roots = new Set<number>();
  private run: Translated | undefined;
  private region: Region = { blocks: [], index: new Map() };
  private memory: { readonly buffer: ArrayBuffer } | undefined;
  private results = new Int32Array(0);
  /** By word of code: instructions of the block that begins there, or 0. */
  private lengths = new Uint8Array(0);
  /** By word of code: instructions up to and including the next that may jump, or to the end of the block; 0 outside. */
  private strides = new Uint8Array(0);
  private translations = 0;
  /** Interpreted instructions at which to translate next. */
  private due: number;
  private entries = 0;
  private stepsAtSample = 0;
  private restUntil = 0;
  private marksVersion = -1;
  private watchesVersion = -1;

  /** @param after interpreted instructions before the first translation */
  constructor(
    private readonly machine: MachineState,
    private readonly marks: Breakpoints,
    private readonly after: number,
  ) {
    this.due = after;
  }

  /**
   * Executes at most `budget` instructions in translated code, none if there is none for pc. Returns how many the
   * interpreter should execute before the next call.
   */
  advance(budget: number): number {
    const { machine } = this;
    if (machine.steps - this.steps >= this.due && budget >= Math.min(this.after, Policy.shortRun)) this.translate();
    const run = this.run;
    if (run === undefined) return Number.POSITIVE_INFINITY;
    const word = machine.pc / 4;
    const length = this.lengths[word];
    if (length === undefined) return Number.POSITIVE_INFINITY;
    if (machine.steps < this.restUntil) return this.restUntil - machine.steps;
    if (length === 0 || budget < length || machine.stackLimit > HIGHEST_STACK) {
      return this.strides[word]! || Number.POSITIVE_INFINITY;
    }
    this.enter(run, Math.min(budget, Policy.budget));
    return this.strides[machine.pc / 4] || Number.POSITIVE_INFINITY;
  }

  private enter(run: Translated, budget: number): void {
    const { machine, results } = this;
    if (this.marksVersion !== this.marks.version) this.applyMarks();
    if (this.watchesVersion !== machine.watches.version) this.applyWatches();
    const remaining = run(
      machine.registers.byteOffset,
      machine.pc,
      machine.sp | 0,
      machine.depth,
      machine.flagSource,
      machine.flagResult,
      machine.flagOperand,
      budget,
      machine.stackLimit,
      machine.returnDepth,
    );
    machine.pc = results[Result.pc]! >>> 0;
    machine.sp = results[Result.sp]! >>> 0;
    machine.depth = results[Result.depth]!;
    machine.flagSource = results[Result.flagSource]!;
    machine.flagResult = results[Result.flagResult]!;
    machine.flagOperand = results[Result.flagOperand]!;
    machine.steps += budget - remaining;
    this.steps += budget - remaining;
    if (++this.entries === Policy.sample) this.lookAtYield();
  }

  /** Programs go through phases: code that does not pay now is tried again. */
  private lookAtYield(): void {
    const { steps } = this.machine;
    if (this.steps - this.stepsAtSample < Policy.sample * Policy.yield) this.restUntil = steps + Policy.rest;
    this.entries = 0;
    this.stepsAtSample = this.steps;
  }

  private translate(): void {
    const { machine } = this;
    this.due = ++this.translations < Policy.translations ? 2 * (machine.steps - this.steps) : Number.POSITIVE_INFINITY;
    const decoding = machine.pc % 4 === 0 ? this.marks.decodingAt(machine.pc) : undefined;
    if (decoding === undefined) return;
    this.roots.add(machine.pc);
    for (const { slot } of machine.calls.live(machine.depth, machine.sp).slice(0, Policy.frames))
      this.roots.add(machine.view.getUint32(Math.min(slot, MEMORY_SIZE - 4), true));
    const region = findRegion(decoding, this.roots);
    try {
      this.memory ??= createMemory(Layout.pages);
      if (this.memory === undefined) return;
      this.run = instantiate(translate(region), this.memory);
    } catch {
      // A host that forbids it: the interpreter does everything.
      this.due = Number.POSITIVE_INFINITY;
      return;
    }
    this.adopt(region, this.memory.buffer);
  }

  private adopt(region: Region, buffer: ArrayBuffer): void {
    this.region = region;
    if (this.machine.memory.buffer !== buffer) this.machine.moveTo(buffer, Layout.slots, Layout.registers);
    if (region.blocks.some(({ instructions }) => instructions.some(({ operation }) => readsHalves(operation))))
      new Float32Array(buffer, Layout.halves, 0x10000).set(halfValues());
    this.results = new Int32Array(buffer, Layout.results, Result.flagOperand + 1);
    this.marksVersion = this.watchesVersion = -1;
    const end = Math.max(0, ...region.blocks.map(({ start, instructions }) => start / 4 + 2 * instructions.length));
    this.lengths = new Uint8Array(end);
    this.strides = new Uint8Array(end);
    for (const { start, instructions } of region.blocks) {
      this.lengths[start / 4] = instructions.length;
      let stride = 0;
      for (const { pc, operation } of instructions.toReversed()) {
        stride = operation === Operation.JZ || operation === Operation.JNZ ? 1 : stride + 1;
        this.strides[pc / 4] = stride;
      }
    }
  }

  private applyMarks(): void {
    this.marksVersion = this.marks.version;
    const limits = new Int32Array(this.memory!.buffer, Layout.limits, this.region.blocks.length);
    const armed = new Set(this.marks.armed());
    for (const [index, { instructions }] of this.region.blocks.entries()) {
      const stops = armed.size > 0 && instructions.some(({ pc }) => armed.has(pc));
      limits[index] = stops ? NEVER : instructions.length;
    }
  }

  /** Watches, the register bank, whose values are elsewhere while code runs, and the edge of memory. */
  private applyWatches(): void {
    const { watches, registers } = this.machine;
    this.watchesVersion = watches.version;
    const guards = new Uint8Array(this.memory!.buffer, Layout.guards, MEMORY_SIZE / 4);
    guards.set(watches.map);
    guards[guards.length - 1] = Access.read | Access.write;
    const bank = registers.byteOffset;
    // An unaligned access that begins in the word before reaches into the bank.
    if (bank < MEMORY_SIZE) guards.fill(Access.read | Access.write, bank / 4 - 1, (bank + REGISTER_BANK_SIZE) / 4);
  }
}
