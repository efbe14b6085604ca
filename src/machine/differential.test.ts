import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../isa/encoding';
import { instructions } from '../isa/instructions';
import { Processor } from './processor';
import { ReferenceMachine, type ReferenceState } from './reference.testing';
import { Stop } from './stop';
import type { WatchAccess } from './watches';

/** More cases for a long run: HSX_FUZZ_RUNS=100000. */
const numRuns = Number(process.env['HSX_FUZZ_RUNS'] ?? 3000);

const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 4, 31, 32, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc, 0x3c00, 0x7c00, 0xfe00, 0xfffd),
  fc.nat(0xffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const stackPointer = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x7f00, max: 0x7f40 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 2, 3, 4, 0xfffc, 0xfffd, 0x10000, 0x10001, 0x80000000, 0xfffffffe) },
);
const dataAddress = fc.oneof(fc.integer({ min: 0x7ef0, max: 0x7f50 }), fc.integer({ min: 0, max: 0xffff }));
const codeAddress = fc.oneof(
  fc.nat(40).map((word) => 4 * word),
  fc.nat(170),
);

const instruction = fc
  .record({
    opcode: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...instructions.map((entry) => entry.opcode)) },
      { weight: 1, arbitrary: fc.nat(255) },
    ),
    rd: fc.nat(15),
    rs1: fc.oneof(fc.constant(0), fc.nat(15)),
    rs2: fc.nat(15),
    imm: fc.oneof(codeAddress, fc.integer({ min: -12, max: 12 }), fc.nat(0xfff)),
  })
  .map(({ opcode, ...fields }) => encode(opcode, fields));

const watch = fc.record({
  address: dataAddress.map((address) => Math.min(address, 0xfff0)),
  length: fc.integer({ min: 1, max: 9 }),
  access: fc.constantFrom<WatchAccess>('read', 'write', 'readWrite'),
});

/** What happens to the machine before a run. */
const turn = fc.record({
  budget: fc.oneof(fc.constant(1), fc.nat(60), fc.nat(60), fc.nat(1000)),
  breakpoints: fc.array(codeAddress, { maxLength: 2 }),
  skip: fc.oneof(fc.constant(-1), codeAddress),
  watches: fc.array(watch, { maxLength: 2 }),
  returnDepth: fc.nat(3),
  /** Where to go on after a stop that would last. */
  detour: fc.oneof(codeAddress, fc.constantFrom(0x10000, 0xfffffffe)),
});

const scenario = fc.record({
  words: fc.array(instruction, { minLength: 1, maxLength: 40 }),
  cut: fc.oneof(fc.constant(0), fc.nat(3)),
  registers: fc.array(value, { minLength: 16, maxLength: 16 }),
  registerBase: fc.constantFrom(0, 0x1000, 0x7f00, 0x7f1c, 0xffc0, 0x10000, 0x11040),
  sp: stackPointer,
  stackLimit: fc.constantFrom(0, 0, 0x7f08, 0x10000),
  psw: fc.nat(255),
  depth: fc.nat(3),
  memory: fc.uint8Array({ minLength: 80, maxLength: 80 }),
  turns: fc.array(turn, { minLength: 1, maxLength: 12 }),
});

function codeOf(words: readonly number[], cut: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, index) => {
    view.setUint32(4 * index, word);
  });
  return new Uint8Array(view.buffer, 0, view.byteLength - cut);
}

function compare(processor: Processor, reference: ReferenceMachine): void {
  const { pc, sp, psw, depth, steps } = processor;
  const { state } = reference;
  expect({ pc, sp, psw, depth, steps, skip: processor.skipBreakpoint }).toEqual({
    pc: state.pc,
    sp: state.sp,
    psw: state.psw,
    depth: state.depth,
    steps: state.steps,
    skip: state.skip,
  });
  expect([...processor.registers].map((register) => register >>> 0)).toEqual(
    Array.from({ length: 16 }, (_, n) => reference.register(n)),
  );
  expect(Buffer.compare(processor.memory, reference.memory), 'data memory').toBe(0);
}

type Case = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** Runs both through the case's turns, comparing after each; returns the reasons to stop that occurred. */
function runBoth(translateAfter: number, { words, cut, turns, ...start }: Case): [Processor, Set<Stop>] {
  const { registers, registerBase, sp, stackLimit, psw, depth, memory } = start;
  const seen = new Set<Stop>();
  const code = codeOf(words, cut);
  const processor = new Processor({ code, registerBase, stackPointer: sp, stackLimit, translateAfter });
  const state: ReferenceState = {
    ...{ code, registerBase, pc: 0, sp, psw, depth, steps: 0, stackLimit, returnDepth: 0 },
    ...{ breakpoints: new Set<number>(), skip: -1, watches: [] },
  };
  const reference = new ReferenceMachine(state);
  processor.psw = psw;
  processor.depth = depth;
  processor.memory.set(memory, 0x7f00);
  reference.memory.set(memory, 0x7f00);
  registers.forEach((register, n) => {
    processor.registers[n] = register;
    reference.setRegister(n, register);
  });

  for (const { budget, breakpoints, skip, watches, returnDepth, detour } of turns) {
    processor.clearBreakpoints();
    for (const address of breakpoints) processor.setBreakpoint(address);
    state.breakpoints = new Set(breakpoints);
    processor.skipBreakpoint = skip;
    state.skip = skip;
    processor.clearWatches();
    for (const { address, length, access } of watches) processor.setWatch(address, length, access);
    state.watches = watches;
    processor.returnDepth = returnDepth;
    state.returnDepth = returnDepth;

    const stop = processor.run(budget);
    seen.add(stop);
    expect(stop).toBe(reference.run(budget));
    compare(processor, reference);
    if (stop === Stop.service) {
      processor.completeService();
      reference.completeService();
    } else if (stop === Stop.fault || stop === Stop.returned || stop === Stop.fetchError) {
      processor.pc = detour;
      state.pc = detour;
    }
  }
  return [processor, seen];
}

describe('the plain reference', () => {
  it.each([
    ['the interpreter', Number.POSITIVE_INFINITY],
    ['translated code', 0],
    ['code translated on the way', 20],
  ])('agrees with %s on random programs, whatever a debugger has set', (_, translateAfter) => {
    const seen = new Set<Stop>();
    let translated = 0;
    fc.assert(
      fc.property(scenario, (random) => {
        const [processor, stops] = runBoth(translateAfter, random);
        translated += processor.translatedSteps;
        for (const stop of stops) seen.add(stop);
      }),
      { numRuns },
    );
    expect(
      [...seen].sort((a, b) => a - b),
      'every reason to stop occurred',
    ).toEqual(Object.values(Stop));
    if (Number.isFinite(translateAfter)) expect(translated).toBeGreaterThan(numRuns);
    else expect(translated).toBe(0);
  });
});
