/** Facts that are taken over from an earlier state of the code. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode } from '../../isa/encoding';
import { Opcode } from '../../isa/instructions';
import type { Code } from './control-flow';
import { RoutineAnalysis } from './routine-facts';

/** More cases for a long run: HSX_FUZZ_RUNS=100000. */
const numRuns = Number(process.env['HSX_FUZZ_RUNS'] ?? 300);

/** Instructions that every routine of this length has, so that jumps and calls mostly lead to others. */
const ROUTINE = 5;
const ROUTINES = 6;

const register = fc.nat(7).map((each) => Math.min(each, 4));
const instruction: fc.Arbitrary<number> = fc.oneof(
  register.map((rs1) => encode(Opcode.PUSH, { rs1 })),
  register.map((rd) => encode(Opcode.POP, { rd })),
  fc.tuple(register, register).map(([rd, rs1]) => encode(Opcode.ADD, { rd, rs1, rs2: 1 })),
  register.map((rd) => encode(Opcode.LDI32, { rd })),
  fc.nat(ROUTINE * ROUTINES).map((index) => encode(Opcode.JZ, { imm: 4 * index })),
  fc.nat(ROUTINE * ROUTINES).map((index) => encode(Opcode.JMP, { imm: 4 * index })),
  fc.integer({ min: 1, max: 4 }).map((ahead) => encode(Opcode.CALL, { imm: ROUTINE * ahead })),
  fc.integer({ min: -8, max: 8 }).map((distance) => encode(Opcode.CALL, { imm: distance })),
);

const code: fc.Arbitrary<Code> = fc
  .record({
    routines: fc.array(fc.array(instruction, { minLength: ROUTINE - 1, maxLength: ROUTINE - 1 }), {
      minLength: 2,
      maxLength: ROUTINES,
    }),
    unresolved: fc.uniqueArray(fc.nat(ROUTINE * ROUTINES), { maxLength: 2 }),
  })
  .map(({ routines, unresolved }) => ({
    words: Uint32Array.from(routines.flatMap((body) => [...body, encode(Opcode.RET, {})])),
    unresolved: new Set(unresolved),
  }));

/** A few words are others, or the code becomes longer or shorter. */
interface Edit {
  readonly words: readonly (readonly [index: number, word: number])[];
  readonly length: number | null;
  readonly resolved: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  words: fc.array(fc.tuple(fc.nat(ROUTINE * ROUTINES - 1), instruction), { maxLength: 3 }),
  length: fc.option(fc.integer({ min: 1, max: ROUTINE * ROUTINES })),
  resolved: fc.boolean(),
});

function edited({ words, unresolved }: Code, { words: changes, length, resolved }: Edit): Code {
  const after = length === null ? words.slice() : Uint32Array.from({ length }, (_, index) => words[index] ?? 0);
  for (const [index, word] of changes) if (index < after.length) after[index] = word;
  return { words: after, unresolved: resolved ? new Set() : unresolved };
}

const entriesOf = ({ words }: Code): number[] =>
  Array.from(words, (_, index) => 4 * index).filter((address) => address % (4 * ROUTINE) === 0);

it('facts are the same with what is taken over from earlier states as without', () => {
  fc.assert(
    fc.property(
      code,
      fc.array(fc.record({ edit, asked: fc.uniqueArray(fc.nat(ROUTINES - 1)) }), { minLength: 1, maxLength: 4 }),
      (first, edits) => {
        let state = first;
        let analysis = new RoutineAnalysis(state);
        for (const entry of entriesOf(state)) analysis.factsOf(entry);
        for (const { edit: each, asked } of edits) {
          state = edited(state, each);
          analysis = new RoutineAnalysis(state, analysis.handOver());
          const fresh = new RoutineAnalysis(state);
          const entries = entriesOf(state);
          for (const index of asked) {
            const entry = entries[index];
            if (entry !== undefined) expect(analysis.factsOf(entry)).toEqual(fresh.factsOf(entry));
          }
        }
      },
    ),
    { numRuns },
  );
});

it('takes over what has not changed, and looks at callers again only when what they see has changed', () => {
  const call = (distance: number): number => encode(Opcode.CALL, { imm: distance });
  const [ret, add] = [encode(Opcode.RET, {}), encode(Opcode.ADD, { rd: 1, rs1: 1, rs2: 1 })];
  // Each is two words: "low" is called by "middle", and that by "high".
  const [high, middle, low, other] = [0, 8, 16, 24];
  const analysed = (body: number, before?: RoutineAnalysis) => {
    const words = Uint32Array.of(call(2), ret, call(2), ret, body, ret, add, ret);
    const analysis = new RoutineAnalysis({ words, unresolved: new Set() }, before?.handOver());
    return { analysis, facts: [high, middle, low, other].map((entry) => analysis.factsOf(entry)) };
  };
  const before = analysed(add);
  const asMuch = analysed(encode(Opcode.ADD, { rd: 1, rs1: 1, rs2: 1, imm: 4 }), before.analysis);
  expect(asMuch.facts.map((facts, index) => facts === before.facts[index])).toEqual([true, true, false, true]);
  const more = analysed(encode(Opcode.ADD, { rd: 2, rs1: 1, rs2: 1 }), asMuch.analysis);
  expect(more.facts.map((facts, index) => facts === before.facts[index])).toEqual([false, false, false, true]);
});
