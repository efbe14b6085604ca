/**
 * A region of code as one WebAssembly function. Registers and flags live in locals; the function leaves, with pc at an
 * instruction that has not been executed, whenever something happens that is not everyday: an access near a watch or
 * the register bank, a fault, a stop, a service, the end of the budget. The interpreter, which knows all of it, goes on.
 *
 * Blocks lie in order of address, each at the end of a `block` construct: jumps forward are branches, all others go
 * through the dispatch at the top, which finds the block by its address.
 */

import { STACK_MIRROR } from '../../isa/constants';
import { CALL_MASK } from '../call-record';
import { Operation } from '../operation';
import { Access } from '../watches';
import { Code, type FunctionCode, moduleOf, Op, Type } from './binary';
import { carryFunction } from './carry-code';
import { emitHalfOperation, emitToInteger, encodeFunction } from './half-code';
import { emitIntegerOperation } from './integer-code';
import { Layout, Result } from './layout';
import { Local, PARAMETERS } from './locals';
import type { Block, Instruction, Region } from './region';

/** The topmost word of memory is left to the interpreter, with every access that might reach beyond. */
export const HIGHEST_STACK = 0xfff8;

/** The module of a region: its code first, then what that calls. */
export function translate(region: Region): Uint8Array<ArrayBuffer> {
  return moduleOf([new Translation(region).function(), carryFunction(), encodeFunction()], Layout.pages);
}

class Translation {
  private readonly code = new Code();
  private block = 0;
  /** `if` constructs open around the current place. */
  private nesting = 0;

  constructor(private readonly region: Region) {}

  function(): FunctionCode {
    const { code } = this;
    const { blocks } = this.region;
    code.const(HIGHEST_STACK).get(Local.stackLimit).byte(Op.sub).set(Local.span);
    for (let n = 0; n < 16; n++)
      code
        .get(Local.bank)
        .access(Op.load, 4 * n)
        .set(Local.register + n);
    code.byte(Op.block, Type.empty, Op.loop, Type.empty);
    for (let n = 0; n < blocks.length; n++) code.byte(Op.block, Type.empty);
    this.dispatch();
    for (const [index, block] of blocks.entries()) {
      code.byte(Op.end);
      this.block = index;
      this.translateBlock(block);
    }
    code.byte(Op.end, Op.end);
    for (let n = 0; n < 16; n++)
      code
        .get(Local.bank)
        .get(Local.register + n)
        .access(Op.store, 4 * n);
    this.leaveResult(Result.pc, Local.pc);
    this.leaveResult(Result.sp, Local.sp);
    this.leaveResult(Result.depth, Local.depth);
    this.leaveResult(Result.flagSource, Local.flagSource);
    this.leaveResult(Result.flagResult, Local.flagResult);
    this.leaveResult(Result.flagOperand, Local.flagOperand);
    code.get(Local.remaining);
    return {
      parameters: Array.from({ length: PARAMETERS }, () => Type.i32),
      results: [Type.i32],
      locals: [
        [Local.long - PARAMETERS, Type.i32],
        [1, Type.i64],
        [1, Type.f32],
      ],
      body: code,
    };
  }

  private leaveResult(result: Result, local: Local): void {
    this.code
      .const(0)
      .get(local)
      .access(Op.store, Layout.results + 4 * result);
  }

  /** Rotated right by two, an unaligned address lies beyond the table. */
  private dispatch(): void {
    const { blocks, index } = this.region;
    const words = (blocks.at(-1)?.start ?? -4) / 4 + 1;
    this.code.get(Local.pc).const(2).byte(Op.rotr, Op.brTable).unsigned(words);
    for (let word = 0; word < words; word++) this.code.unsigned(index.get(4 * word) ?? blocks.length + 1);
    this.code.unsigned(blocks.length + 1);
  }

  private translateBlock({ start, instructions }: Block): void {
    const { code, block } = this;
    code
      .get(Local.remaining)
      .const(0)
      .access(Op.load, Layout.limits + 4 * block)
      .byte(Op.ltU);
    this.leaveIf(start, 0);
    let next = start;
    for (const [completed, instruction] of instructions.entries()) {
      next = instruction.next;
      if (this.translateInstruction(instruction, completed)) return;
    }
    this.charge(instructions.length);
    this.goTo(next);
  }

  /** Whether control cannot go on to the next instruction. */
  private translateInstruction(instruction: Instruction, completed: number): boolean {
    const { code } = this;
    const { operation, pc, rd, rs1, rs2, argument, next } = instruction;
    const a = Local.register + rs1;
    const b = Local.register + rs2;
    const d = Local.register + rd;
    switch (operation) {
      case Operation.LDI:
      case Operation.LDI32:
        code.const(argument).set(d);
        return false;
      case Operation.MOV:
        code.get(a).set(d);
        return false;
      case Operation.LD:
        this.access(instruction, Access.read, completed);
        code.get(Local.address).access(Op.load).set(d);
        return false;
      case Operation.LDH:
        this.access(instruction, Access.read, completed);
        code.get(Local.address).access(Op.load16u).set(d);
        return false;
      case Operation.LDB:
        this.access(instruction, Access.read, completed);
        code.get(Local.address).access(Op.load8u).set(d);
        return false;
      case Operation.ST:
        this.access(instruction, Access.write, completed);
        code.get(Local.address).get(b).access(Op.store);
        return false;
      case Operation.STH:
        this.access(instruction, Access.write, completed);
        code.get(Local.address).get(b).access(Op.store16);
        return false;
      case Operation.STB:
        this.access(instruction, Access.write, completed);
        code.get(Local.address).get(b).access(Op.store8);
        return false;

      case Operation.DIV:
        code.get(b).byte(Op.eqz);
        this.leaveIf(pc, completed);
        emitIntegerOperation(code, operation, a, b, d);
        return false;
      case Operation.ADD:
      case Operation.SUB:
      case Operation.CMP:
      case Operation.ADC:
      case Operation.SBC:
      case Operation.MUL:
      case Operation.AND:
      case Operation.OR:
      case Operation.XOR:
      case Operation.NOT:
      case Operation.LSL:
      case Operation.LSR:
      case Operation.ASR:
        emitIntegerOperation(code, operation, a, b, d);
        return false;

      case Operation.FADD:
      case Operation.FSUB:
      case Operation.FMUL:
      case Operation.FDIV:
      case Operation.I2F:
        code.get(d).const(-0x10000).byte(Op.and);
        emitHalfOperation(code, operation, rs1, rs2);
        code.byte(Op.or).set(d);
        return false;
      case Operation.F2I:
        emitToInteger(code, rs1);
        code.set(d);
        return false;

      case Operation.JMP:
        this.charge(completed + 1);
        this.goTo(argument);
        return true;
      case Operation.JZ:
      case Operation.JNZ:
        code.get(Local.flagResult);
        if (operation === Operation.JZ) code.byte(Op.eqz);
        this.open();
        this.charge(completed + 1);
        this.goTo(argument);
        this.close();
        return false;
      case Operation.PUSH:
        this.push(pc, completed, () => code.get(a));
        return false;
      case Operation.POP:
        this.top(pc, completed);
        code.get(Local.sp).access(Op.load).set(Local.value);
        this.pop();
        code.get(Local.value).set(d);
        return false;
      case Operation.CALL:
      case Operation.farCall:
        // R15 as a base counts as it was before.
        if (operation === Operation.farCall)
          code.get(a).const(argument).byte(Op.add).const(0xffff).byte(Op.and).set(Local.value);
        this.push(pc, completed, () => code.const(next));
        this.slot(0).get(Local.sp).access(Op.store16, Layout.slots);
        code.get(Local.depth).const(1).byte(Op.add).set(Local.depth);
        this.charge(completed + 1);
        if (operation === Operation.CALL) this.goTo(argument);
        else this.goToValue();
        return true;
      case Operation.RET:
        code.get(Local.depth).get(Local.returnDepth).byte(Op.leS);
        this.leaveIf(pc, completed);
        this.top(pc, completed);
        this.slot(-1).access(Op.load16u, Layout.slots).get(Local.sp).byte(Op.ne);
        this.leaveIf(pc, completed);
        code.get(Local.sp).access(Op.load).set(Local.value);
        this.pop();
        code.get(Local.depth).const(1).byte(Op.sub).set(Local.depth);
        this.charge(completed + 1);
        this.goToValue();
        return true;
      default:
        this.leave(pc, completed);
        return true;
    }
  }

  // --- control ------------------------------------------------------------------------------------------------------

  private open(): void {
    this.code.byte(Op.if, Type.empty);
    this.nesting++;
  }

  private close(): void {
    this.code.byte(Op.end);
    this.nesting--;
  }

  /** Depth of the label that leads to the dispatch; the one that leads out is the next. */
  private get outer(): number {
    return this.region.blocks.length - 1 - this.block + this.nesting;
  }

  private charge(completed: number): void {
    if (completed > 0) this.code.get(Local.remaining).const(completed).byte(Op.sub).set(Local.remaining);
  }

  private leave(pc: number, completed: number): void {
    this.charge(completed);
    this.code
      .const(pc)
      .set(Local.pc)
      .br(this.outer + 1);
  }

  /** When the number on the stack is not 0. */
  private leaveIf(pc: number, completed: number): void {
    this.open();
    this.leave(pc, completed);
    this.close();
  }

  private goTo(pc: number): void {
    const target = this.region.index.get(pc);
    if (target === undefined) this.leave(pc, 0);
    else if (target > this.block) this.code.br(target - this.block - 1 + this.nesting);
    else this.code.const(pc).set(Local.pc).br(this.outer);
  }

  private goToValue(): void {
    this.code.get(Local.value).set(Local.pc).br(this.outer);
  }

  // --- memory -------------------------------------------------------------------------------------------------------

  /** Leaves when the interpreter must see the access at the address on the stack. */
  private guard(access: Access, pc: number, completed: number): void {
    this.code.const(2).byte(Op.shrU).access(Op.load8u, Layout.guards).const(access).byte(Op.and);
    this.leaveIf(pc, completed);
  }

  private access({ rs1, argument, pc }: Instruction, access: Access, completed: number): void {
    const { code } = this;
    code.get(Local.register + rs1);
    if (argument !== 0) code.const(argument).byte(Op.add);
    code.const(0xffff).byte(Op.and).tee(Local.address);
    this.guard(access, pc, completed);
  }

  private push(pc: number, completed: number, value: () => void): void {
    const { code } = this;
    code.get(Local.sp).const(4).byte(Op.sub).tee(Local.address).get(Local.stackLimit).byte(Op.sub);
    code.get(Local.span).byte(Op.gtU);
    this.leaveIf(pc, completed);
    code.get(Local.address);
    this.guard(Access.write, pc, completed);
    code.get(Local.address);
    value();
    code
      .access(Op.store)
      .get(Local.address)
      .tee(Local.sp)
      .set(Local.register + STACK_MIRROR);
  }

  /** Leaves unless the word at SP can be read. */
  private top(pc: number, completed: number): void {
    this.code.get(Local.sp).const(HIGHEST_STACK).byte(Op.gtU);
    this.leaveIf(pc, completed);
    this.code.get(Local.sp);
    this.guard(Access.read, pc, completed);
  }

  private pop(): void {
    const { code } = this;
    code
      .get(Local.sp)
      .const(4)
      .byte(Op.add)
      .tee(Local.sp)
      .set(Local.register + STACK_MIRROR);
  }

  /** Offset in the call record of the call depth, on the stack. */
  private slot(offset: number): Code {
    const { code } = this;
    code.get(Local.depth);
    if (offset !== 0) code.const(offset).byte(Op.add);
    return code.const(CALL_MASK).byte(Op.and).const(1).byte(Op.shl);
  }
}
