/** Bit fields of an instruction word (machine spec 2): opcode 31..24, rd 23..20, rs1 19..16, rs2 15..12, imm 11..0. */

export interface Fields {
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
  /** Any integer; the low 12 bits are stored. */
  readonly imm?: number;
}

/** The word as an unsigned 32-bit number. */
export function encode(opcode: number, { rd = 0, rs1 = 0, rs2 = 0, imm = 0 }: Fields): number {
  return ((opcode << 24) | (rd << 20) | (rs1 << 16) | (rs2 << 12) | (imm & 0xfff)) >>> 0;
}

export const opcodeOf = (word: number): number => word >>> 24;
export const rdOf = (word: number): number => (word >>> 20) & 15;
export const rs1Of = (word: number): number => (word >>> 16) & 15;
export const rs2Of = (word: number): number => (word >>> 12) & 15;
/** Immediate as 0..4095. */
export const unsignedImmediateOf = (word: number): number => word & 0xfff;
/** Module (bits 15..8) and function (bits 7..0) of an SVC; modules from 0x10 on are none of the reference's (services spec 6.2). */
export const serviceCallOf = (word: number): number => word & 0xffff;
/** Immediate as -2048..2047. */
export const signedImmediateOf = (word: number): number => (word << 20) >> 20;

/** Address a CALL at `pc` jumps to when its base field is 0 (machine spec 3.3). */
export const callTarget = (pc: number, word: number): number => (pc + 4 * signedImmediateOf(word)) & 0xffff;

/** The big-endian word at a byte address of a code section; `undefined` when it does not lie wholly inside. */
export function wordAt(code: Uint8Array, address: number): number | undefined {
  if (address < 0 || address + 4 > code.length) return undefined;
  return ((code[address]! << 24) | (code[address + 1]! << 16) | (code[address + 2]! << 8) | code[address + 3]!) >>> 0;
}

/** Of a service call: bits 15 to 8 of the word, of which the reference takes the lower four (services spec 6.2). */
export const serviceModuleOf = (word: number): number => (word >>> 8) & 0xff;
