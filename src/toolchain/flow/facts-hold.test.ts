import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode, opcodeOf, rs1Of, signedImmediateOf, wordAt } from '../../isa/encoding';
import { Opcode } from '../../isa/instructions';
import { Processor } from '../../machine/processor';
import { Stop } from '../../machine/stop';
import { ALL_FLAGS } from './effects';
import { RoutineAnalysis, type RoutineFacts } from './routine-facts';

/** More cases for a long run: HSX_FUZZ_RUNS=100000. */
const numRuns = Number(process.env['HSX_FUZZ_RUNS'] ?? 300);

const FRAME = 7;
/** Never written: data lies behind it, away from the stack. */
const DATA = 6;
const STACK = 15;
const STACK_TOP = 0x8000;

const working = fc.constantFrom(0, 1, 2, 3, 4, 5);
const readable = fc.constantFrom(0, 1, 2, 3, 4, 5, FRAME, STACK);
const calculations = [
  ...[Opcode.ADD, Opcode.SUB, Opcode.ADC, Opcode.SBC, Opcode.MUL, Opcode.AND, Opcode.XOR, Opcode.LSL, Opcode.ASR],
  ...[Opcode.NOT, Opcode.CMP, Opcode.FADD, Opcode.F2I, Opcode.LDI],
];

type Part = { readonly word: number } | { readonly branch: number; readonly to: number } | { readonly call: number };
type Piece = readonly Part[];

const word = (opcode: number, fields: Parameters<typeof encode>[1]): Piece => [{ word: encode(opcode, fields) }];

/** A few instructions of a body; most keep the stack in order, some do not. */
const piece: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        opcode: fc.constantFrom(...calculations),
        rd: working,
        rs1: working,
        rs2: working,
        imm: fc.integer({ min: -4, max: 40 }),
      })
      .map(({ opcode, ...fields }) => word(opcode, fields)),
  },
  { weight: 2, arbitrary: fc.record({ rd: working, rs1: readable }).map((fields) => word(Opcode.MOV, fields)) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        opcode: fc.constantFrom(Opcode.LD, Opcode.LDH, Opcode.LDB, Opcode.ST, Opcode.STH, Opcode.STB),
        rd: working,
        rs1: fc.constantFrom(FRAME, FRAME, STACK, DATA),
        rs2: working,
        imm: fc.constantFrom(-12, -8, -4, -4, 0, 0, 8, 12, -6, 2, 9),
      })
      .map(({ opcode, ...fields }) => word(opcode, fields)),
  },
  { weight: 2, arbitrary: working.map((rs1) => word(Opcode.PUSH, { rs1 })) },
  { weight: 2, arbitrary: working.map((rd) => word(Opcode.POP, { rd })) },
  {
    weight: 3,
    arbitrary: fc
      .record({ branch: fc.constantFrom(Opcode.JZ, Opcode.JNZ, Opcode.JMP), to: fc.nat(20) })
      .map((branch) => [branch]),
  },
  { weight: 3, arbitrary: fc.nat(3).map((call) => [{ call }]) },
);

const routine = fc
  .record({
    saved: fc.uniqueArray(working, { maxLength: 3 }),
    pieces: fc.array(piece, { maxLength: 9 }),
    framed: fc.boolean(),
  })
  .map(({ saved, pieces, framed }) => {
    const registers = framed ? [FRAME, ...saved] : saved;
    const pushes = registers.map((rs1) => word(Opcode.PUSH, { rs1 }));
    const pops = registers.toReversed().map((rd) => word(Opcode.POP, { rd }));
    if (framed) pushes.splice(1, 0, word(Opcode.MOV, { rd: FRAME, rs1: STACK }));
    // Whose frame R7 points into is known only where there is a frame.
    const inData = (part: Part): Part =>
      'word' in part &&
      rs1Of(part.word) === FRAME &&
      opcodeOf(part.word) < Opcode.ADD &&
      opcodeOf(part.word) !== Opcode.MOV
        ? { word: (part.word & ~0xf0000) | (DATA << 16) }
        : part;
    const body = pieces.flat().map((part) => (framed ? part : inData(part)));
    const start = pushes.flat();
    const parts = [...start, ...body, ...pops.flat(), { word: encode(Opcode.RET, {}) }];
    return { parts, bodyStart: start.length };
  });

type Routine = typeof routine extends fc.Arbitrary<infer T> ? T : never;

interface Program {
  readonly code: Uint8Array;
  readonly words: Uint32Array;
  /** Byte addresses. */
  readonly entries: readonly number[];
}

function layOut(routines: readonly Routine[]): Program {
  const starts: number[] = [];
  let length = 2;
  for (const each of routines) {
    starts.push(length);
    length += each.parts.length;
  }
  const words = [encode(Opcode.CALL, { imm: 2 }), encode(Opcode.RET, {})];
  routines.forEach(({ parts, bodyStart }, index) => {
    const placeInBody = (to: number): number => starts[index]! + bodyStart + (to % (parts.length - bodyStart));
    for (const part of parts) {
      if ('word' in part) words.push(part.word);
      else if ('branch' in part) words.push(encode(part.branch, { imm: 4 * placeInBody(part.to) }));
      else words.push(encode(Opcode.CALL, { imm: starts[part.call % starts.length]! - words.length }));
    }
  });
  const code = new Uint8Array(4 * words.length);
  words.forEach((value, index) => {
    new DataView(code.buffer).setUint32(4 * index, value);
  });
  return { code, words: Uint32Array.from(words), entries: starts.map((start) => 4 * start) };
}

interface Start {
  readonly registers: readonly number[];
  readonly flags: number;
}

function processorOf({ code }: Program, { registers, flags }: Start): Processor {
  const processor = new Processor({ code, stackPointer: STACK_TOP, translateAfter: Number.POSITIVE_INFINITY });
  processor.psw = flags;
  registers.forEach((value, register) => {
    processor.registers[register] = value;
  });
  processor.registers[DATA] = 0x2000;
  return processor;
}

const loads: ReadonlySet<number> = new Set([Opcode.LD, Opcode.LDH, Opcode.LDB]);

/** Whether the next instruction loads from the words below SP that the stack has just had. */
function loadsBelowStack({ code }: Program, { pc, sp, registers }: Processor): boolean {
  const word = wordAt(code, pc) ?? 0;
  if (!loads.has(opcodeOf(word))) return false;
  const address = ((registers[rs1Of(word)]! >>> 0) + signedImmediateOf(word)) & 0xffff;
  return address < sp && address >= sp - 0x1000;
}

/** A call that has not come back yet. */
interface Activation {
  readonly facts: RoutineFacts;
  readonly registers: readonly number[];
  readonly psw: number;
  readonly sp: number;
  readonly returnTo: number;
  readonly steps: number;
  /** What it and all calls around it may write. */
  readonly written: number;
  /** The lowest SP that it and all calls around it may come to. */
  readonly floor: number;
}

const BUDGET = 400;

/** Runs to the end while everything returns where it came from, and holds each call against its facts. */
function check(program: Program, analysis: RoutineAnalysis, start: Start): Processor | undefined {
  const processor = processorOf(program, start);
  const calls: Activation[] = [];
  let mayStray = false;
  const now = (): number[] => [...processor.registers].map((value) => value >>> 0);
  const differing = (before: readonly number[]): number =>
    now().reduce(
      (set, value, register) => (register !== STACK && value !== before[register] ? set | (1 << register) : set),
      0,
    );
  for (let count = 0; count < BUDGET; count++) {
    const opcode = opcodeOf(wordAt(program.code, processor.pc) ?? 0);
    const before = now();
    const top = calls.at(-1);
    if (opcode === Opcode.RET && top) {
      const inOrder =
        processor.sp === top.sp && new DataView(processor.memory.buffer).getUint32(top.sp, true) === top.returnTo;
      if (!inOrder) {
        expect(mayStray, 'a routine that keeps the stack in order returns to its caller').toBe(true);
        return undefined;
      }
    }
    // What calls have left there is nobody's value.
    if (loadsBelowStack(program, processor)) return undefined;
    if (processor.run(1) !== Stop.budget) return calls.length === 0 ? processor : undefined;
    if (opcode === Opcode.CALL) {
      const facts = analysis.factsOf(processor.pc)!;
      mayStray ||= facts.imbalances.length > 0 || facts.storesOverReturn;
      const returnTo = new DataView(processor.memory.buffer).getUint32(processor.sp, true);
      const { sp, psw, steps } = processor;
      const written = facts.written & (top?.written ?? 0xffff);
      const floor = Math.max(sp - facts.stack!, top?.floor ?? 0);
      calls.push({ facts, registers: now(), psw, sp, returnTo, steps, written, floor });
    }
    const { written, floor } = calls.at(-1) ?? { written: 0, floor: 0 };
    if (calls.length > 0 && differing(before) & ~written)
      expect.fail('a register changes that is not among the written');
    if (processor.sp < floor) expect.fail(`SP comes below ${floor}`);
    if (opcode !== Opcode.RET || !top) continue;
    calls.pop();
    const { facts, registers, psw, steps } = top;
    const { min, max } = facts.untilReturn!;
    expect(processor.steps - steps).toBeGreaterThanOrEqual(min);
    expect(processor.steps - steps).toBeLessThanOrEqual(max);
    expect(differing(registers) & ~facts.clobbered, 'registers that come back changed').toBe(0);
    expect((processor.psw ^ psw) & ~facts.flagsWritten, 'flags that come back changed').toBe(0);
  }
  return undefined;
}

const value = fc.oneof(fc.constantFrom(0, 1, 0xffffffff, 0x80000000), fc.integer({ min: 0, max: 0xffffffff }));

it('random routines read, write, push and count within their facts', () => {
  fc.assert(
    fc.property(
      fc.array(routine, { minLength: 1, maxLength: 4 }),
      fc.array(value, { minLength: 16, maxLength: 16 }),
      fc.nat(15),
      fc.array(value, { minLength: 16, maxLength: 16 }),
      (routines, registers, flags, others) => {
        const program = layOut(routines);
        const analysis = new RoutineAnalysis({ words: program.words, unresolved: new Set() });
        const end = check(program, analysis, { registers, flags });
        if (!end) return;
        const facts = analysis.factsOf(program.entries[0]!)!;
        // What does not matter at the entry changes nothing that is settled at the end.
        const isLive = (register: number): boolean => Boolean(facts.liveIn & (1 << register));
        const again = check(program, analysis, {
          registers: registers.map((each, register) => (isLive(register) ? each : others[register]!)),
          flags: (flags & facts.flagsIn) | (~flags & ALL_FLAGS & ~facts.flagsIn),
        });
        expect(again, 'the other run ends too').toBeDefined();
        for (let register = 0; register < STACK; register++) {
          if (facts.clobbered & (1 << register) && (isLive(register) || !(facts.kept & (1 << register)))) {
            expect(again!.registers[register], `R${register}`).toBe(end.registers[register]);
          }
        }
        expect((again!.psw ^ end.psw) & facts.flagsSet, 'flags').toBe(0);
      },
    ),
    { numRuns },
  );
});
