/**
 * The data flow of one routine, callees as their summaries say: what each instruction does to a {@link Frame}, followed
 * until nothing changes. Memory accesses through addresses that are not of the routine's own stack are taken not to
 * reach it, and loads through addresses on the stack that are not known not to go below SP.
 */

import { REGISTER_COUNT, STACK_MIRROR } from '../../isa/constants';
import { opcodeOf, rdOf, rs1Of, rs2Of, signedImmediateOf } from '../../isa/encoding';
import { Opcode } from '../../isa/instructions';
import type { Block, Step } from './control-flow';
import { effectsOf, type FlagSet, type RegisterSet, registersIn } from './effects';
import { derived, Frame, possibly, unknown, type Value } from './frame';
import type { Summary } from './summary';

/** A place where the routine returns or takes more than it put while the stack is not as it was. */
export interface Imbalance {
  /** Byte address of the RET or POP. */
  readonly address: number;
  /** Bytes too many on the stack, negative when too few; `undefined` when ways with different depth meet. */
  readonly bytes: number | undefined;
}

/** What the walk over the routine finds. */
export interface Findings {
  liveIn: RegisterSet;
  written: RegisterSet;
  clobbered: RegisterSet;
  kept: RegisterSet;
  flagsIn: FlagSet;
  flagsWritten: FlagSet;
  /** Flags that keep their value on some way to a return. */
  flagsKept: FlagSet;
  ownStack: number;
  stack: number | undefined;
  readonly argumentsRead: Set<number>;
  readonly argumentsWritten: Set<number>;
  readonly imbalances: Imbalance[];
  /** It stores over its return address, or has a callee do so. */
  storesOverReturn: boolean;
  /** Addresses of the instructions that control reaches. */
  readonly reached: Set<number>;
}

const widths = new Map<number, number>([
  [Opcode.LD, 4],
  [Opcode.LDH, 2],
  [Opcode.LDB, 1],
  [Opcode.ST, 4],
  [Opcode.STH, 2],
  [Opcode.STB, 1],
]);
const stores: ReadonlySet<number> = new Set([Opcode.ST, Opcode.STH, Opcode.STB]);

/** More of a caller's stack than anyone passes in arguments is not followed. */
const MAX_ARGUMENT_OFFSET = 1024;

/** Loops after which SP is taken to move on and on. */
const PATIENCE = 8;

export class DataFlow {
  readonly findings: Findings = {
    liveIn: 0,
    written: 0,
    clobbered: 0,
    kept: 0,
    flagsIn: 0,
    flagsWritten: 0,
    flagsKept: 0,
    ownStack: 0,
    stack: 0,
    argumentsRead: new Set(),
    argumentsWritten: new Set(),
    imbalances: [],
    storesOverReturn: false,
    reached: new Set(),
  };

  constructor(
    private readonly blocks: ReadonlyMap<number, Block>,
    private readonly calleeOf: (step: Step) => Summary,
  ) {}

  /** @param entry byte address */
  run(entry: number): Findings {
    const frames = this.settle(entry);
    // Only what is known in the end says what is restored.
    for (const [address, frame] of frames) this.walk(this.blocks.get(address)!, frame.copy());
    return this.findings;
  }

  private settle(entry: number): ReadonlyMap<number, Frame> {
    const frames = new Map<number, Frame>();
    const visits = new Map<number, number>();
    const waiting = new Set<number>();
    if (this.blocks.has(entry)) {
      frames.set(entry, Frame.atEntry());
      waiting.add(entry);
    }
    for (const address of waiting) {
      waiting.delete(address);
      const count = (visits.get(address) ?? 0) + 1;
      visits.set(address, count);
      const block = this.blocks.get(address)!;
      const frame = this.pass(block, frames.get(address)!.copy());
      if (!frame) continue;
      for (const successor of block.successors) {
        const known = frames.get(successor);
        if (!known) frames.set(successor, frame.copy());
        else if (!known.merge(frame, count > PATIENCE)) continue;
        waiting.add(successor);
      }
    }
    return frames;
  }

  /** The frame behind a block; `undefined` when control does not come there. */
  private pass({ steps }: Block, frame: Frame): Frame | undefined {
    for (const step of steps) if (!this.execute(step, frame, undefined)) return undefined;
    return frame;
  }

  private walk({ steps }: Block, frame: Frame): void {
    for (const step of steps) {
      this.findings.reached.add(step.address);
      if (!this.execute(step, frame, this.findings)) return;
    }
  }

  /** @returns whether control goes on */
  private execute(step: Step, frame: Frame, findings: Findings | undefined): boolean {
    const { word, kind } = step;
    const opcode = opcodeOf(word);
    const effects = effectsOf(word);
    if (findings) {
      findings.written |= effects.writes | effects.mayWrite;
      findings.flagsIn |= effects.flagsRead & frame.flagsKept;
      findings.flagsWritten |= effects.flagsSet | effects.flagsMaySet;
    }
    frame.flagsKept &= ~effects.flagsSet;
    const use = (value: Value): void => {
      if (findings) findings.liveIn |= value.sources;
    };
    if (kind === 'call') return this.call(step, frame, findings, use);
    if (kind === 'return') {
      if (findings) this.leave(step, frame, findings);
      return false;
    }
    if (kind === 'illegal') return false;
    if (opcode === Opcode.PUSH) push(frame, frame.register(rs1Of(word)), findings, use);
    else if (opcode === Opcode.POP) pop(step, frame, findings);
    else if (opcode === Opcode.MOV) frame.setRegister(rdOf(word), frame.register(rs1Of(word)));
    else if (widths.has(opcode)) access(word, frame, findings, use);
    else if (kind === 'next' || kind === 'exit') compute(word, frame, use);
    return kind !== 'exit';
  }

  private call(step: Step, frame: Frame, findings: Findings | undefined, use: (value: Value) => void): boolean {
    const callee = this.calleeOf(step);
    if (rs1Of(step.word) !== 0) use(frame.register(rs1Of(step.word)));
    const { sp } = frame;
    if (findings) {
      findings.written |= callee.written;
      findings.flagsIn |= callee.flagsIn & frame.flagsKept;
      findings.flagsWritten |= callee.flagsWritten;
      const depth = callee.stack === undefined ? undefined : -frame.low + 4 + callee.stack;
      if (findings.stack !== undefined)
        findings.stack = depth === undefined ? undefined : Math.max(findings.stack, depth);
      registersIn(callee.liveIn).forEach((register) => {
        use(frame.register(register));
      });
    }
    if (!callee.untilReturn) return false;
    for (const offset of callee.argumentsRead)
      use(sp === undefined ? frame.loadAnywhere() : frame.load(sp - 4 + offset));
    // Only on some ways, or only a byte of it.
    for (const offset of callee.argumentsWritten) {
      if (sp === undefined) frame.storeAnywhere(unknown);
      else {
        const { sources, pointsToStack } = frame.load(sp - 4 + offset);
        frame.store(sp - 4 + offset, 4, possibly(sources, pointsToStack));
      }
    }
    if (findings && sp !== undefined) {
      for (const offset of callee.argumentsRead) noteArgument(findings.argumentsRead, sp - 4 + offset);
      for (const offset of callee.argumentsWritten) noteStore(findings, sp - 4 + offset, 4);
    }
    for (const register of registersIn(callee.clobbered)) {
      const { sources, pointsToStack } = frame.register(register);
      frame.setRegister(register, callee.kept & (1 << register) ? possibly(sources, pointsToStack) : unknown);
    }
    if (sp !== undefined) frame.forgetBelow(sp);
    frame.moveStack(0);
    frame.flagsKept &= ~callee.flagsSet;
    return true;
  }

  private leave({ address }: Step, frame: Frame, findings: Findings): void {
    const { sp } = frame;
    if (sp !== 0) findings.imbalances.push({ address, bytes: sp === undefined ? undefined : 0 - sp });
    findings.flagsKept |= frame.flagsKept;
    for (let register = 0; register < REGISTER_COUNT; register++) {
      if (register === STACK_MIRROR) continue;
      const bit = 1 << register;
      const value = frame.register(register);
      if (value.register !== register) {
        findings.clobbered |= bit;
        findings.liveIn |= value.sources & ~bit;
      }
      if (value.sources & bit) findings.kept |= bit;
    }
  }
}

function noteArgument(offsets: Set<number>, offset: number): void {
  if (offset >= 4 && offset <= MAX_ARGUMENT_OFFSET) offsets.add(offset);
}

/** A store to the stack: to an argument, or over the return address. */
function noteStore(findings: Findings, offset: number, width: number): void {
  for (let word = offset & ~3; word < offset + width; word += 4) noteArgument(findings.argumentsWritten, word);
  if (offset < 4 && offset + width > 0) findings.storesOverReturn = true;
}

function push(frame: Frame, value: Value, findings: Findings | undefined, use: (value: Value) => void): void {
  frame.moveStack(-4);
  const { sp } = frame;
  if (sp === undefined) frame.storeAnywhere(value);
  else {
    frame.store(sp, 4, value);
    if (sp >= 0) use(value);
    if (findings) noteStore(findings, sp, 4);
  }
  if (!findings) return;
  findings.ownStack = Math.max(findings.ownStack, -frame.low);
  if (findings.stack !== undefined) findings.stack = Math.max(findings.stack, -frame.low);
}

function pop({ address, word }: Step, frame: Frame, findings: Findings | undefined): void {
  const { sp } = frame;
  const value = sp === undefined ? frame.loadAnywhere() : frame.load(sp);
  if (findings && sp !== undefined && sp >= 0) {
    findings.imbalances.push({ address, bytes: -4 - sp });
    noteArgument(findings.argumentsRead, sp);
  }
  frame.moveStack(4);
  frame.setRegister(rdOf(word), sp === undefined ? { ...value, register: undefined, stack: undefined } : value);
}

/** Loads and stores: on the stack of the routine where the address is known, and elsewhere. */
function access(word: number, frame: Frame, findings: Findings | undefined, use: (value: Value) => void): void {
  const opcode = opcodeOf(word);
  const width = widths.get(opcode)!;
  const base = frame.register(rs1Of(word));
  const offset = base.stack === undefined ? undefined : base.stack + signedImmediateOf(word);
  if (offset === undefined) use(base);
  if (findings && offset !== undefined) {
    if (stores.has(opcode)) noteStore(findings, offset, width);
    else for (let word = offset & ~3; word < offset + width; word += 4) noteArgument(findings.argumentsRead, word);
  }
  if (stores.has(opcode)) {
    const value = frame.register(rs2Of(word));
    // Saved whole in its own frame, a value may still be restored; elsewhere it is gone.
    if (offset === undefined || offset >= 0 || width < 4) use(value);
    if (offset !== undefined) frame.store(offset, width, value);
    else if (base.pointsToStack) frame.storeAnywhere(value);
    return;
  }
  const loaded = offset !== undefined ? frame.load(offset) : base.pointsToStack ? frame.loadAnywhere() : unknown;
  if (width < 4) use(loaded);
  frame.setRegister(rdOf(word), width === 4 ? loaded : derived(loaded));
}

/** Everything else reads its operands and makes something new of them. */
function compute(word: number, frame: Frame, use: (value: Value) => void): void {
  const { reads, writes, mayWrite } = effectsOf(word);
  const operands = registersIn(reads).map((register) => frame.register(register));
  operands.forEach(use);
  const result = derived(...operands);
  for (const register of registersIn(writes)) frame.setRegister(register, result);
  for (const register of registersIn(mayWrite)) {
    const { sources, pointsToStack } = frame.register(register);
    frame.setRegister(register, possibly(sources, pointsToStack));
  }
}
