/**
 * The instruction set as data (machine spec 2 and 3, toolchain spec 6): the one table from which encoder, decoder,
 * assembler, disassembler, interpreter dispatch, grammar and documentation are derived.
 */

/**
 * Operand form in source order. `mem` is `[rs1+imm]`, `target` a jump address (absolute, unsigned),
 * `distance` a signed count of words from the instruction itself, `service` the MOD/FN pair.
 */
export type Operand = 'rd' | 'rs1' | 'rs2' | 'imm' | 'imm32' | 'mem' | 'target' | 'distance' | 'service' | 'code';

/** How an instruction leaves the flags. `none`: untouched. `carry`: Z, N, C, V set by sum or difference. */
export type FlagEffect = 'none' | 'carry' | 'product' | 'cleared' | 'shift';

export type Category = 'move' | 'memory' | 'arithmetic' | 'logic' | 'control' | 'stack' | 'half' | 'system';

export interface Instruction {
  readonly mnemonic: Mnemonic;
  readonly opcode: number;
  readonly operands: readonly Operand[];
  readonly flags: FlagEffect;
  readonly category: Category;
  /** Bytes in code: 4, or 8 with a literal word. */
  readonly size: 4 | 8;
  /** One line for hovers and listings. */
  readonly summary: string;
  /** Effect in formula form. */
  readonly effect: string;
}

const rows = [
  ['LDI', 0x01, 'rd imm', 'none', 'move', 'Load a signed 12-bit literal', 'rd = imm'],
  ['LD', 0x02, 'rd mem', 'none', 'memory', 'Load a word', 'rd = M32[rs1 + imm]'],
  ['ST', 0x03, 'mem rs2', 'none', 'memory', 'Store a word', 'M32[rs1 + imm] = rs2'],
  ['MOV', 0x04, 'rd rs1', 'none', 'move', 'Copy a register', 'rd = rs1'],
  ['LDB', 0x06, 'rd mem', 'none', 'memory', 'Load a byte, zero-extended', 'rd = M8[rs1 + imm]'],
  ['LDH', 0x07, 'rd mem', 'none', 'memory', 'Load a half-word, zero-extended', 'rd = M16[rs1 + imm]'],
  ['STB', 0x08, 'mem rs2', 'none', 'memory', 'Store the low byte', 'M8[rs1 + imm] = rs2'],
  ['STH', 0x09, 'mem rs2', 'none', 'memory', 'Store the low half-word', 'M16[rs1 + imm] = rs2'],
  ['ADD', 0x10, 'rd rs1 rs2', 'carry', 'arithmetic', 'Add', 'rd = rs1 + rs2'],
  ['SUB', 0x11, 'rd rs1 rs2', 'carry', 'arithmetic', 'Subtract; C is set when nothing is borrowed', 'rd = rs1 - rs2'],
  [
    'MUL',
    0x12,
    'rd rs1 rs2',
    'product',
    'arithmetic',
    'Multiply; C and V tell that the unsigned product exceeds 32 bits',
    'rd = rs1 * rs2',
  ],
  [
    'DIV',
    0x13,
    'rd rs1 rs2',
    'cleared',
    'arithmetic',
    'Divide signed numbers toward zero; a zero divisor faults',
    'rd = rs1 / rs2',
  ],
  ['AND', 0x14, 'rd rs1 rs2', 'cleared', 'logic', 'Bitwise and', 'rd = rs1 & rs2'],
  ['OR', 0x15, 'rd rs1 rs2', 'cleared', 'logic', 'Bitwise or', 'rd = rs1 | rs2'],
  ['XOR', 0x16, 'rd rs1 rs2', 'cleared', 'logic', 'Bitwise exclusive or', 'rd = rs1 ^ rs2'],
  ['NOT', 0x17, 'rd rs1', 'cleared', 'logic', 'Bitwise complement', 'rd = ~rs1'],
  [
    'CMP',
    0x20,
    'rs1 rs2',
    'carry',
    'arithmetic',
    'Compare: the flags of a subtraction without its result',
    'rs1 - rs2',
  ],
  ['JMP', 0x21, 'target', 'none', 'control', 'Jump to an address below 0x1000', 'PC = target'],
  ['JZ', 0x22, 'target', 'none', 'control', 'Jump when Z is set', 'if Z: PC = target'],
  ['JNZ', 0x23, 'target', 'none', 'control', 'Jump when Z is clear', 'if not Z: PC = target'],
  [
    'CALL',
    0x24,
    'distance',
    'none',
    'control',
    'Call a routine at a distance in words',
    'push PC + 4; PC = PC + 4 * distance',
  ],
  ['RET', 0x25, '', 'none', 'control', 'Return; from the entry routine it ends the task with exit status R0', 'pop PC'],
  ['SVC', 0x30, 'service', 'none', 'system', 'Call a service of the executive', 'R0 = service(R0..R5)'],
  ['LSL', 0x31, 'rd rs1 rs2', 'shift', 'logic', 'Shift left by rs2 mod 32; C is the last bit out', 'rd = rs1 << rs2'],
  ['LSR', 0x32, 'rd rs1 rs2', 'shift', 'logic', 'Shift right, zero fill', 'rd = rs1 >> rs2'],
  ['ASR', 0x33, 'rd rs1 rs2', 'shift', 'logic', 'Shift right, sign fill', 'rd = rs1 >>> rs2'],
  ['ADC', 0x34, 'rd rs1 rs2', 'carry', 'arithmetic', 'Add with carry', 'rd = rs1 + rs2 + C'],
  ['SBC', 0x35, 'rd rs1 rs2', 'carry', 'arithmetic', 'Subtract with borrow', 'rd = rs1 - rs2 - (1 - C)'],
  ['PUSH', 0x40, 'rs1', 'none', 'stack', 'Push a register; R15 receives the new SP', 'SP -= 4; M32[SP] = rs1'],
  ['POP', 0x41, 'rd', 'none', 'stack', 'Pop into a register; R15 receives the new SP', 'rd = M32[SP]; SP += 4'],
  [
    'FADD',
    0x50,
    'rd rs1 rs2',
    'none',
    'half',
    'Add half-precision numbers; the upper half of rd stays',
    'rd.h = rs1.h + rs2.h',
  ],
  ['FSUB', 0x51, 'rd rs1 rs2', 'none', 'half', 'Subtract half-precision numbers', 'rd.h = rs1.h - rs2.h'],
  ['FMUL', 0x52, 'rd rs1 rs2', 'none', 'half', 'Multiply half-precision numbers', 'rd.h = rs1.h * rs2.h'],
  [
    'FDIV',
    0x53,
    'rd rs1 rs2',
    'none',
    'half',
    'Divide half-precision numbers; x / 0 is a signed zero',
    'rd.h = rs1.h / rs2.h',
  ],
  ['I2F', 0x54, 'rd rs1', 'none', 'half', 'Signed integer to half precision', 'rd.h = half(rs1)'],
  ['F2I', 0x55, 'rd rs1', 'none', 'half', 'Half precision to integer, toward zero', 'rd = int(rs1.h)'],
  ['LDI32', 0x60, 'rd imm32', 'none', 'move', 'Load a 32-bit literal from the following word', 'rd = imm32'],
  ['BRK', 0x7f, 'code', 'none', 'system', 'Stop for the debugger with a code of 0..255', 'stop'],
] as const satisfies readonly (readonly [string, number, string, FlagEffect, Category, string, string])[];

export type Mnemonic = (typeof rows)[number][0];

/** All 38 instructions in order of their opcodes. */
export const instructions: readonly Instruction[] = rows.map(
  ([mnemonic, opcode, operands, flags, category, summary, effect]) => ({
    mnemonic,
    opcode,
    operands: operands.split(' ').filter((operand): operand is Operand => operand !== ''),
    flags,
    category,
    size: mnemonic === 'LDI32' ? 8 : 4,
    summary,
    effect,
  }),
);

/** Opcode by mnemonic, for code that dispatches on opcodes. */
export const Opcode = Object.fromEntries(rows.map(([mnemonic, opcode]) => [mnemonic, opcode])) as {
  readonly [Row in (typeof rows)[number] as Row[0]]: Row[1];
};

const byMnemonic = new Map<string, Instruction>(instructions.map((entry) => [entry.mnemonic, entry]));
const byOpcode = new Map(instructions.map((entry) => [entry.opcode, entry]));

/** Case matters: pass the mnemonic in upper case. */
export function instructionByMnemonic(mnemonic: string): Instruction | undefined {
  return byMnemonic.get(mnemonic);
}

/** `undefined` for illegal opcodes. */
export function instructionByOpcode(opcode: number): Instruction | undefined {
  return byOpcode.get(opcode);
}
