/** A source like those people write: framed routines with loops, calls and memory, comments, and data between them. */

const ROUTINE = 25;

function routine(number: number, routines: number): string[] {
  const name = `routine_${number}`;
  return [
    `; ${name}: mixes arithmetic, memory and control flow`,
    `${name}:`,
    '    PUSH R7',
    '    MOV R7, R15',
    '    PUSH R1                 ; [R7+-4] = n',
    `    LDI R4, ${number % 2000}`,
    `    LDI32 R5, data_${number}`,
    `${name}_loop:`,
    '    LD R2, [R5+0]',
    '    ADD R2, R2, R4',
    '    ST [R5+4], R2           ; sum so far',
    '    LDB R3, [R5+8]',
    '    XOR R3, R3, R2',
    '    LDI R6, 1',
    '    SUB R4, R4, R6',
    '    CMP R4, R6',
    `    CALL routine_${(number + 1) % routines}`,
    '    SVC MOD=0x1, FN=0x1',
    '    POP R1',
    '    POP R7',
    '    RET',
    '.data',
    `data_${number}:`,
    `    .word ${number}, 0x${number.toString(16)}, 0`,
    '.text',
  ];
}

/** @param lines about how many lines, at least 25 */
export function generateSource(lines: number): string {
  const routines = Math.floor(lines / ROUTINE);
  const text = ['.entry routine_0', '.text'];
  for (let number = 0; number < routines; number++) text.push(...routine(number, routines));
  return `${text.join('\n')}\n`;
}
