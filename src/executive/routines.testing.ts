/** Arbitrary programs of routines that call each other. */

import fc from 'fast-check';

/**
 * What a routine does: `inline` takes its return address off the stack and puts it back, `skip` returns past the next
 * instruction of the caller, `drop` returns to the caller's caller.
 */
type Statement = 'add' | 'store' | 'push' | 'inline' | 'skip' | 'drop' | { readonly call: number };

interface Routine {
  /** Keeps a frame by R7, so that the return address is not on top of its stack. */
  readonly framed: boolean;
  readonly body: readonly Statement[];
  /** Ends with a jump to this routine, which then returns in its place. */
  readonly tail: number | undefined;
}

const COUNT = 4;
const MAX_BODY = 5;

/** A call, and what the routine may `skip`. */
const callOf = (index: number): string => `CALL f${index}${'\n ADD R2, R2, R14'.repeat(MAX_BODY)}`;

const simple: Readonly<Record<Extract<Statement, string>, string>> = {
  add: 'ADD R2, R2, R14',
  store: 'LDI R3, 512\n ST [R3+0], R2',
  push: 'PUSH R2\n ADD R2, R2, R14\n POP R2',
  inline: 'POP R5\n ADD R2, R2, R14\n PUSH R5',
  skip: 'POP R5\n LDI R6, 4\n ADD R5, R5, R6\n PUSH R5',
  drop: 'POP R5',
};

const statement = (kinds: readonly Extract<Statement, string>[]): fc.Arbitrary<Statement> =>
  fc.oneof(fc.constantFrom(...kinds), fc.record({ call: fc.nat(COUNT - 1) }));

const routine = (handPopped: readonly ('inline' | 'skip' | 'drop')[], tails: boolean): fc.Arbitrary<Routine> =>
  fc.boolean().chain((framed) => {
    const kinds = framed ? (['add', 'store', 'push'] as const) : (['add', 'store', 'push', ...handPopped] as const);
    return fc.record({
      framed: fc.constant(framed),
      body: fc.array(statement(kinds), { maxLength: MAX_BODY }),
      tail: tails ? fc.option(fc.nat(COUNT - 1), { nil: undefined, freq: 2 }) : fc.constant(undefined),
    });
  });

/** R12 counts the calls that may still be made, R13 is 0, R14 is 1. */
function textOf({ framed, body, tail }: Routine, name: string): string {
  const lines = body.map((part) => (typeof part === 'string' ? simple[part] : callOf(part.call)));
  return [
    `${name}:`,
    ...(framed ? ['PUSH R7', 'MOV R7, R15'] : []),
    'CMP R12, R13',
    `JZ ${name}_leave`,
    'SUB R12, R12, R14',
    ...lines,
    ...(tail === undefined ? [] : [...(framed ? ['POP R7'] : []), `JMP f${tail}`]),
    `${name}_leave:`,
    ...(framed ? ['POP R7'] : []),
    'RET',
  ].join('\n ');
}

/**
 * @param handPopped what frameless routines may do with their return address
 * @param tails routines may end with a jump to another
 */
export const routinesProgram = (
  handPopped: readonly ('inline' | 'skip' | 'drop')[],
  tails = false,
): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(routine(handPopped, tails), { minLength: COUNT, maxLength: COUNT }), fc.nat(40), fc.boolean())
    .map(([routines, fuel, framed]) =>
      [
        '.entry main\n.text\nmain:',
        ...(framed ? ['PUSH R7', 'MOV R7, R15'] : []),
        `LDI R12, ${fuel}\n LDI R13, 0\n LDI R14, 1`,
        callOf(0),
        callOf(1),
        ...(framed ? ['POP R7'] : []),
        'RET',
        ...routines.map((each, index) => textOf(each, `f${index}`)),
      ].join('\n'),
    );
