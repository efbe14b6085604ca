/** Operands in the reference's notation, with register values when they are known (toolchain spec 14). */

import { Flag } from '../../isa/constants';
import { opcodeOf, serviceModuleOf } from '../../isa/encoding';
import { type Mnemonic, Opcode } from '../../isa/instructions';
import type { DecodedInstruction } from '../disassemble';
import { hex } from '../hex';

export interface MachineState {
  /** R0..R15 as 32-bit numbers of either sign. */
  readonly registers?: ArrayLike<number> | undefined;
  /** The status byte. */
  readonly flags?: number | undefined;
}

type Preview = (a: number, b: number) => number | undefined;

/** The sign between the operands and the result from unsigned operands. */
const binaryOperators: Partial<Record<Mnemonic, readonly [sign: string, preview: Preview]>> = {
  ADD: ['+', (a, b) => a + b],
  SUB: ['-', (a, b) => a - b],
  MUL: ['*', (a, b) => Math.imul(a, b)],
  DIV: ['/', (a, b) => (b === 0 ? undefined : Math.floor(a / b))],
  AND: ['&', (a, b) => a & b],
  OR: ['|', (a, b) => a | b],
  XOR: ['^', (a, b) => a ^ b],
  LSL: ['<<', (a, b) => a << (b & 31)],
  LSR: ['>>', (a, b) => a >>> (b & 31)],
  ASR: ['>>>', (a, b) => (a | 0) >> (b & 31)],
};

const memoryNames: Partial<Record<Mnemonic, string>> = {
  LD: 'MEM',
  LDB: 'MEM8',
  LDH: 'MEM16',
  ST: 'MEM',
  STB: 'MEM8',
  STH: 'MEM16',
};

class OperandWriter {
  constructor(
    private readonly decoded: DecodedInstruction,
    private readonly state: MachineState,
  ) {}

  private value(register: number): number | undefined {
    const { registers } = this.state;
    return registers && registers[register]! >>> 0;
  }

  private source(register: number): string {
    const value = this.value(register);
    return value === undefined ? `R${register}` : `R${register}=${hex(value, 8)}`;
  }

  private get destination(): string {
    return `R${this.decoded.rd}`;
  }

  private get number(): string {
    return `${this.decoded.immediate} (${hex(this.decoded.rawImmediate, 3)})`;
  }

  private memory(name: string): string {
    const { rs1, immediate } = this.decoded;
    const base = this.value(rs1);
    const address = base === undefined ? '' : ` (addr=${hex((base + immediate) >>> 0, 8)})`;
    return `${name}[${this.source(rs1)} + ${this.number}${address}]`;
  }

  private binary(sign: string, preview: Preview): string {
    const { rs1, rs2 } = this.decoded;
    const [a, b] = [this.value(rs1), this.value(rs2)];
    const result = a === undefined || b === undefined ? undefined : preview(a, b);
    const shown = result === undefined ? '' : ` -> ${hex(result >>> 0, 8)}`;
    return `${this.destination} <- ${this.source(rs1)} ${sign} ${this.source(rs2)}${shown}`;
  }

  private not(): string {
    const value = this.value(this.decoded.rs1);
    const shown = value === undefined ? '' : ` -> ${hex(~value >>> 0, 8)}`;
    return `${this.destination} <- ~${this.source(this.decoded.rs1)}${shown}`;
  }

  private jump(conditional: boolean): string {
    const { flags } = this.state;
    const zero = conditional && flags !== undefined ? ` Z=${flags & Flag.Z ? 1 : 0}` : '';
    return `${hex(this.decoded.rawImmediate, 8)} imm=${this.number}${zero}`;
  }

  private call(): string {
    const { pc, rs1, immediate } = this.decoded;
    const base = rs1 === 0 ? pc : this.value(rs1);
    if (!this.state.registers || base === undefined) return `${rs1 === 0 ? 'PC' : `R${rs1}`} + (${this.number} << 2)`;
    const name = rs1 === 0 ? `PC=${hex(pc, 4)}` : this.source(rs1);
    return `${name} + (${this.number} << 2) -> ${hex((base + 4 * immediate) & 0xffff, 4)}`;
  }

  private fields(): string {
    const { rd, rs1, rs2, immediate } = this.decoded;
    return `rd=${rd} rs1=${rs1} rs2=${rs2} imm=${immediate}`;
  }

  write(): string {
    const { decoded } = this;
    const { rs1, rs2, rawImmediate, literal, instruction } = decoded;
    if (!instruction) return this.fields();
    const operator = binaryOperators[instruction.mnemonic];
    if (operator) return this.binary(...operator);
    const memory = memoryNames[instruction.mnemonic];
    if (memory !== undefined) {
      const place = this.memory(memory);
      return instruction.operands[0] === 'mem' ? `${place} <- ${this.source(rs2)}` : `${this.destination} <- ${place}`;
    }
    switch (opcodeOf(decoded.word)) {
      case Opcode.LDI:
        return `${this.destination} <- ${this.number}`;
      case Opcode.LDI32:
        return `${this.destination} <- ${literal === undefined ? '<invalid 32-bit immediate>' : hex(literal, 8)}`;
      case Opcode.MOV:
        return `${this.destination} <- ${this.source(rs1)}`;
      case Opcode.ADC:
        return `${this.destination} <- ${this.source(rs1)} + ${this.source(rs2)} + C`;
      case Opcode.SBC:
        return `${this.destination} <- ${this.source(rs1)} - ${this.source(rs2)} - (1 - C)`;
      case Opcode.NOT:
        return this.not();
      case Opcode.CMP:
        return `${this.source(rs1)} ? ${this.source(rs2)}`;
      case Opcode.JMP:
        return this.jump(false);
      case Opcode.JZ:
      case Opcode.JNZ:
        return this.jump(true);
      case Opcode.CALL:
        return this.call();
      case Opcode.RET:
        return '';
      case Opcode.PUSH:
        return this.source(rs1);
      case Opcode.POP:
        return this.destination;
      case Opcode.SVC:
        return `mod=${hex(serviceModuleOf(decoded.word), 1)} fn=${hex(rawImmediate & 0xff, 1)}`;
      case Opcode.BRK:
        return `code=${hex(rawImmediate & 0xff, 2)}`;
      default:
        return this.fields();
    }
  }
}

/** The operands of an instruction; with registers also their values, addresses and results. */
export function operandText(decoded: DecodedInstruction, state: MachineState = {}): string {
  return new OperandWriter(decoded, state).write();
}
