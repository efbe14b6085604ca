/** Arbitrary sets of tasks that compute, call each other's attention, sleep, print, stop and end. */

import fc from 'fast-check';

const statements = {
  spin: (n: number) => `LDI R3, ${10 * n * n + 1}\n@:\n SUB R3, R3, R14\n JNZ @`,
  fill: (n: number) =>
    `LDI R3, ${16 * n + 4}\n@:\n ADD R10, R10, R3\n STB [R3+${1800 + n}], R10\n SUB R3, R3, R14\n JNZ @`,
  nest: (n: number) => `LDI R3, ${n}\n CALL nest`,
  sleep: (n: number) => `LDI R0, ${n}\n SVC MOD=6, FN=0`,
  print: () => 'LDI32 R1, text\n LDI R2, 2\n SVC MOD=1, FN=1',
  send: (n: number) =>
    'ADD R10, R10, R14\n LDI32 R2, buffer\n ST [R2+0], R10\n' +
    ` MOV R1, R6\n LDI R3, ${n + 1}\n LDI R4, 0\n LDI R5, 0\n SVC MOD=5, FN=2`,
  receive: (n: number) =>
    `MOV R1, R6\n LDI32 R2, buffer\n LDI R3, 8\n LDI R4, ${n}\n LDI R5, 0\n SVC MOD=5, FN=3\n ADD R10, R10, R1`,
  count: () => 'SVC MOD=0, FN=0\n XOR R10, R10, R0\n LDI R2, 768\n ST [R2+0], R10',
  brk: (n: number) => `BRK ${n}`,
} as const;

type StatementKind = keyof typeof statements;

const ends = {
  return: 'MOV R0, R10\n RET',
  exit: 'MOV R0, R10\n SVC MOD=1, FN=0',
  divide: 'DIV R1, R1, R13',
  overflow: '@:\n PUSH R1\n JMP @',
  illegal: 'JMP bad',
  leave: 'JMP last',
} as const;

/** R6 is the handle of a mailbox that all tasks share, R13 is 0, R14 is 1; R9 counts rounds, R10 takes what is seen. */
function textOf(body: readonly (readonly [StatementKind, number])[], rounds: number, end: keyof typeof ends): string {
  const lines = body.map(([kind, n], index) => ` ${statements[kind](n).replaceAll('@', `again${index}`)}`);
  return `
.entry main
.mailbox {"target":"app:shared","capacity":32,"mode_mask":3}
.text
main:
 LDI R13, 0
 LDI R14, 1
 LDI R9, ${rounds}
 LDI32 R1, name
 LDI R2, 0
 SVC MOD=5, FN=0
 MOV R6, R1
round:
${lines.join('\n')}
 SUB R9, R9, R14
 JNZ round
 ${ends[end].replaceAll('@', 'end')}
nest:
 PUSH R3
 CMP R3, R13
 JZ deep
 SUB R3, R3, R14
 CALL nest
deep:
 POP R3
 RET
bad:
 .word 0xEE000000
last:
 LDI R1, 1
.data
name:
 .asciz "app:shared"
text:
 .asciz "hi"
.align 4
buffer:
 .word 0, 0
`;
}

const kinds = Object.keys(statements) as StatementKind[];
const privateKinds = ['spin', 'fill', 'nest'] as const;

const taskOf = (kind: fc.Arbitrary<StatementKind>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.tuple(kind, fc.nat(6)), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(...(Object.keys(ends) as (keyof typeof ends)[])),
    )
    .map(([body, rounds, end]) => textOf(body, rounds, end));

/** Calls services every few instructions, mostly. */
export const interactingTask: fc.Arbitrary<string> = taskOf(fc.constantFrom(...kinds));

/** Keeps to itself for long; the end comes when others do not expect it. */
export const computingTask: fc.Arbitrary<string> = taskOf(
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...privateKinds) }, fc.constantFrom(...kinds)),
);
