/** The disassembler (toolchain spec 14): words to instructions, in the reference's text and as assembly text. */

import {
  callTarget,
  opcodeOf,
  rdOf,
  rs1Of,
  rs2Of,
  signedImmediateOf,
  unsignedImmediateOf,
  wordAt,
} from '../isa/encoding';
import { type Instruction, instructionByOpcode, Opcode } from '../isa/instructions';
import { assemblyText } from './disassembly/assembly-text';

export { operandText } from './disassembly/operand-text';

export interface DecodedInstruction {
  /** Byte address. */
  readonly pc: number;
  readonly word: number;
  /** Undefined for illegal opcodes. */
  readonly instruction: Instruction | undefined;
  /** Illegal opcodes have the name `0x..`. */
  readonly mnemonic: string;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** -2048..2047, for jumps, SVC and BRK 0..4095. */
  readonly immediate: number;
  /** The 12 bits, 0..4095. */
  readonly rawImmediate: number;
  /** Second word of LDI32; undefined where it is missing or not needed. */
  readonly literal: number | undefined;
  /** Bytes: 4, or 8 with a literal word. */
  readonly size: 4 | 8;
  /** Where a jump or CALL goes, when that does not depend on a register. */
  readonly target: number | undefined;
}

const unsignedOpcodes: ReadonlySet<number> = new Set([Opcode.JMP, Opcode.JZ, Opcode.JNZ, Opcode.SVC, Opcode.BRK]);
const jumpOpcodes: ReadonlySet<number> = new Set([Opcode.JMP, Opcode.JZ, Opcode.JNZ]);

function targetOf(pc: number, word: number): number | undefined {
  const opcode = opcodeOf(word);
  if (jumpOpcodes.has(opcode)) return unsignedImmediateOf(word);
  return opcode === Opcode.CALL && rs1Of(word) === 0 ? callTarget(pc, word) : undefined;
}

/**
 * @param next the word behind, `undefined` at the end of the code
 * @param pc byte address of the word
 */
export function decode(word: number, next: number | undefined, pc = 0): DecodedInstruction {
  const opcode = opcodeOf(word);
  const instruction = instructionByOpcode(opcode);
  const size = instruction?.size ?? 4;
  return {
    pc,
    word,
    instruction,
    mnemonic: instruction?.mnemonic ?? `0x${opcode.toString(16).toUpperCase().padStart(2, '0')}`,
    rd: rdOf(word),
    rs1: rs1Of(word),
    rs2: rs2Of(word),
    immediate: unsignedOpcodes.has(opcode) ? unsignedImmediateOf(word) : signedImmediateOf(word),
    rawImmediate: unsignedImmediateOf(word),
    literal: size === 8 ? next : undefined,
    size,
    target: targetOf(pc, word),
  };
}

export interface DisassemblyOptions {
  /** Byte address to start at, a multiple of 4; 0 unless said otherwise. */
  readonly start?: number;
  /** Instructions at most; all unless said otherwise. */
  readonly count?: number;
  /** Names targets in the assembly text: `CALL 0x18 <fib>`. */
  readonly labelAt?: (address: number) => string | undefined;
}

export interface DisassemblyLine extends DecodedInstruction {
  /** Operands in assembly notation; targets as addresses, with their label behind them. */
  readonly text: string;
}

/** @param code big-endian words, as in an image */
export function disassemble(code: Uint8Array, options: DisassemblyOptions = {}): readonly DisassemblyLine[] {
  const { start = 0, count = Number.POSITIVE_INFINITY, labelAt } = options;
  const lines: DisassemblyLine[] = [];
  for (let pc = start; lines.length < count; ) {
    const word = wordAt(code, pc);
    if (word === undefined) break;
    const decoded = decode(word, wordAt(code, pc + 4), pc);
    lines.push({ ...decoded, text: assemblyText(decoded, labelAt) });
    pc += decoded.size;
  }
  return lines;
}
