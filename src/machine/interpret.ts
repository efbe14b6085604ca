import { FaultCode, STACK_MIRROR } from '../isa/constants';
import { encodeMachineHalf } from '../isa/half';
import { CALL_MASK } from './call-record';
import type { Decoding } from './decode';
import { addWithCarryFlags, carryOf, FlagSource, productFlags, subtractWithBorrowFlags } from './flags';
import { halfOperation, halfToInteger } from './half-arithmetic';
import { Operation } from './operation';
import type { MachineState } from './state';
import { Stop } from './stop';
import { Access } from './watches';

/** Result of {@link interpret} when pc has left the decoding; not a reason to stop. */
export const LEFT = -1;

/** Figures of the hot paths. Enums, because bundlers replace their members by literals. */
enum Limit {
  /** Highest legal address of a memory word. */
  word = 0xfffc,
  /** Of a half-word. */
  half = 0xfffe,
}

/**
 * Reasons to end the loop after the current instruction, larger than any budget. An access near a watched range has its
 * address added in bits 0..15; bits 16..18 are its width, bits 20..21 its {@link Access}.
 */
enum Halt {
  after = 0x1000000,
  readByte = 0x1110000,
  readHalf = 0x1120000,
  readWord = 0x1140000,
  writeByte = 0x1210000,
  writeHalf = 0x1220000,
  writeWord = 0x1240000,
}

/**
 * Executes at most `budget` (less than 2^24) instructions, beginning at `state.pc`, which must lie inside `decoding`.
 * What changes often lives in locals and is written back at the end; rare work waits until the loop has ended.
 *
 * A stop before an instruction leaves the loop by `break loop`; a stop after it completed sets `halt`.
 */
export function interpret(state: MachineState, decoding: Decoding, budget: number): Stop | typeof LEFT {
  const { words, residue, end, exit } = decoding;
  const { registers, memory, view, returnDepth } = state;
  const watched = state.watches.map;
  const { slots } = state.calls;
  const stackLimit = state.stackLimit > Limit.word ? Limit.word + 1 : state.stackLimit;

  let stop: Stop | typeof LEFT = Stop.budget;
  let fault = 0;
  /** The loop runs while `remaining` is above this: 0, or one of `Halt`. */
  let halt = 0;
  // Without `| 0` the engine keeps the counter in its general form.
  let remaining = budget | 0;
  /** Index into `words`: (pc - residue) / 2. */
  let at = (state.pc - residue) >> 1;
  let sp = state.sp | 0;
  let depth = state.depth | 0;
  let source = state.flagSource;
  let result = state.flagResult;
  let operand = state.flagOperand;

  loop: for (; remaining > halt; remaining--) {
    const word = words[at]!;
    at = (at + 2) | 0;
    const rd = (word >>> 8) & 15;
    const rs1 = (word >>> 12) & 15;
    const rs2 = (word >>> 16) & 15;
    // From here on `at` is behind the instruction; its argument is the number before.
    switch (word & 0xff) {
      case Operation.LDI:
        registers[rd] = words[(at - 1) | 0]!;
        break;
      case Operation.LDI32:
        registers[rd] = words[(at - 1) | 0]!;
        at = (at + 2) | 0;
        break;
      case Operation.MOV:
        registers[rd] = registers[rs1]!;
        break;

      case Operation.LD: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        if (address > Limit.word) {
          fault = FaultCode.memory;
          break loop;
        }
        registers[rd] = view.getInt32(address, true);
        if ((watched[address >> 2]! & Access.read) !== 0) halt = Halt.readWord | address;
        break;
      }
      case Operation.LDH: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        if (address > Limit.half) {
          fault = FaultCode.memory;
          break loop;
        }
        registers[rd] = view.getUint16(address, true);
        if ((watched[address >> 2]! & Access.read) !== 0) halt = Halt.readHalf | address;
        break;
      }
      case Operation.LDB: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        registers[rd] = memory[address]!;
        if ((watched[address >> 2]! & Access.read) !== 0) halt = Halt.readByte | address;
        break;
      }
      case Operation.ST: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        if (address > Limit.word) {
          fault = FaultCode.memory;
          break loop;
        }
        view.setInt32(address, registers[rs2]!, true);
        if ((watched[address >> 2]! & Access.write) !== 0) halt = Halt.writeWord | address;
        break;
      }
      case Operation.STH: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        if (address > Limit.half) {
          fault = FaultCode.memory;
          break loop;
        }
        view.setInt16(address, registers[rs2]!, true);
        if ((watched[address >> 2]! & Access.write) !== 0) halt = Halt.writeHalf | address;
        break;
      }
      case Operation.STB: {
        const address = (registers[rs1]! + words[(at - 1) | 0]!) & 0xffff;
        memory[address] = registers[rs2]!;
        if ((watched[address >> 2]! & Access.write) !== 0) halt = Halt.writeByte | address;
        break;
      }

      case Operation.ADD:
        operand = registers[rs2]!;
        result = (registers[rs1]! + operand) | 0;
        source = FlagSource.sum;
        registers[rd] = result;
        break;
      case Operation.SUB:
        operand = registers[rs2]!;
        result = (registers[rs1]! - operand) | 0;
        source = FlagSource.difference;
        registers[rd] = result;
        break;
      case Operation.CMP:
        operand = registers[rs2]!;
        result = (registers[rs1]! - operand) | 0;
        source = FlagSource.difference;
        break;
      case Operation.ADC: {
        const a = registers[rs1]!;
        const b = registers[rs2]!;
        const carry = carryOf(source, result, operand);
        result = (a + b + carry) | 0;
        operand = addWithCarryFlags(a, b, carry);
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }
      case Operation.SBC: {
        const a = registers[rs1]!;
        const b = registers[rs2]!;
        const carry = carryOf(source, result, operand);
        result = (a - b - 1 + carry) | 0;
        operand = subtractWithBorrowFlags(a, b, carry);
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }
      case Operation.MUL: {
        const a = registers[rs1]!;
        const b = registers[rs2]!;
        result = Math.imul(a, b);
        operand = productFlags(a, b);
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }
      case Operation.DIV: {
        const divisor = registers[rs2]!;
        if (divisor === 0) {
          fault = FaultCode.divideByZero;
          break loop;
        }
        result = (registers[rs1]! / divisor) | 0;
        operand = 0;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }

      case Operation.AND:
        result = registers[rs1]! & registers[rs2]!;
        operand = 0;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      case Operation.OR:
        result = registers[rs1]! | registers[rs2]!;
        operand = 0;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      case Operation.XOR:
        result = registers[rs1]! ^ registers[rs2]!;
        operand = 0;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      case Operation.NOT:
        result = ~registers[rs1]!;
        operand = 0;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      case Operation.LSL: {
        const a = registers[rs1]!;
        const count = registers[rs2]! & 31;
        const carry = count === 0 ? carryOf(source, result, operand) : (a >>> (32 - count)) & 1;
        result = a << count;
        operand = carry << 1;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }
      case Operation.LSR: {
        const a = registers[rs1]!;
        const count = registers[rs2]! & 31;
        const carry = count === 0 ? carryOf(source, result, operand) : (a >>> (count - 1)) & 1;
        result = (a >>> count) | 0;
        operand = carry << 1;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }
      case Operation.ASR: {
        const a = registers[rs1]!;
        const count = registers[rs2]! & 31;
        const carry = count === 0 ? carryOf(source, result, operand) : (a >>> (count - 1)) & 1;
        result = a >> count;
        operand = carry << 1;
        source = FlagSource.result;
        registers[rd] = result;
        break;
      }

      case Operation.JMP:
        at = words[(at - 1) | 0]!;
        break;
      case Operation.JZ:
        if (result === 0) at = words[(at - 1) | 0]!;
        break;
      case Operation.JNZ:
        if (result !== 0) at = words[(at - 1) | 0]!;
        break;
      case Operation.CALL:
      case Operation.farCall: {
        const top = (sp - 4) | 0;
        if (top < stackLimit || top < 0 || top > Limit.word) {
          fault = FaultCode.stackOverflow;
          break loop;
        }
        let target = words[(at - 1) | 0]!;
        if ((word & 0xff) === Operation.farCall) {
          const address = (registers[rs1]! + target) & 0xffff;
          target = (address & 3) === residue && address < end ? (address - residue) >> 1 : exit;
          words[exit + 1] = address;
        }
        view.setInt32(top, (at << 1) + residue, true);
        sp = top;
        registers[STACK_MIRROR] = sp;
        slots[depth & CALL_MASK] = top;
        depth++;
        at = target;
        if ((watched[top >> 2]! & Access.write) !== 0) halt = Halt.writeWord | top;
        break;
      }
      case Operation.RET: {
        if (depth === 0) {
          stop = Stop.returned;
          break loop;
        }
        const top = sp;
        if (top < 0 || top > Limit.word) {
          fault = top < 0 || top > 0xffff ? FaultCode.stackUnderflow : FaultCode.memory;
          break loop;
        }
        const target = view.getUint32(top, true);
        sp = top + 4;
        registers[STACK_MIRROR] = sp;
        depth--;
        if (slots[depth & CALL_MASK] !== top) state.calls.forget(depth, top);
        if ((target & 3) === residue && target < end) {
          at = (target - residue) >> 1;
        } else {
          words[exit + 1] = target;
          at = exit;
        }
        if (depth < returnDepth) {
          halt = Halt.after;
          stop = Stop.depth;
        }
        if ((watched[top >> 2]! & Access.read) !== 0) halt = Halt.readWord | top;
        break;
      }
      case Operation.PUSH: {
        const top = (sp - 4) | 0;
        if (top < stackLimit || top < 0 || top > Limit.word) {
          fault = FaultCode.stackOverflow;
          break loop;
        }
        view.setInt32(top, registers[rs1]!, true);
        sp = top;
        registers[STACK_MIRROR] = sp;
        if ((watched[top >> 2]! & Access.write) !== 0) halt = Halt.writeWord | top;
        break;
      }
      case Operation.POP: {
        const top = sp;
        if (top < 0 || top > Limit.word) {
          fault = top < 0 || top > 0xffff ? FaultCode.stackUnderflow : FaultCode.memory;
          break loop;
        }
        const value = view.getInt32(top, true);
        sp = top + 4;
        registers[STACK_MIRROR] = sp;
        registers[rd] = value;
        if ((watched[top >> 2]! & Access.read) !== 0) halt = Halt.readWord | top;
        break;
      }

      case Operation.FADD:
      case Operation.FSUB:
      case Operation.FMUL:
      case Operation.FDIV:
      case Operation.I2F:
        registers[rd] =
          (registers[rd]! & ~0xffff) | encodeMachineHalf(halfOperation(word & 0xff, registers[rs1]!, registers[rs2]!));
        break;
      case Operation.F2I:
        registers[rd] = halfToInteger(registers[rs1]!);
        break;

      case Operation.SVC:
        stop = Stop.service;
        break loop;
      case Operation.BRK:
        halt = Halt.after;
        stop = Stop.brk;
        break;
      case Operation.illegal:
        halt = Halt.after;
        stop = Stop.illegal;
        break;
      case Operation.truncated:
        stop = Stop.fetchError;
        break loop;
      case Operation.trap:
        stop = Stop.breakpoint;
        break loop;
      case Operation.leave:
        stop = LEFT;
        break loop;
    }
  }

  // What broke out of the loop did not complete.
  if (remaining > halt) at -= 2;
  if (stop === Stop.service) state.immediate = words[at + 1]!;
  if (stop === Stop.brk) state.breakCode = words[at - 1]! & 0xff;
  state.pc = (words[at]! & 0xff) === Operation.leave ? words[at + 1]! >>> 0 : (at << 1) + residue;
  state.sp = sp >>> 0;
  state.flagSource = source;
  state.flagResult = result;
  state.flagOperand = operand;
  state.depth = depth;
  state.steps += budget - remaining;
  if (fault !== 0) {
    registers[0] = fault;
    state.faultCode = fault;
    return Stop.fault;
  }
  if (halt <= Halt.after) return stop;
  if (noteTouched(state, halt)) return Stop.watch;
  // The map only says that a watch is near; after a false alarm the caller goes on.
  return stop === Stop.budget ? LEFT : stop;
}

/** Whether the access in `halt` touched a watched byte; if so the details are noted. */
function noteTouched(state: MachineState, halt: number): boolean {
  const access = (halt >> 20) & 3;
  const address = halt & 0xffff;
  const width = (halt >> 16) & 7;
  const first = state.watches.touched(address, width, access);
  if (first < 0) return false;
  state.watchAddress = first;
  state.watchKind = access === Access.read ? 'read' : 'write';
  state.watchedAccess = { kind: state.watchKind, address, width };
  return true;
}
