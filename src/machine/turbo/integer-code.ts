/** Integer arithmetic, logic and shifts in WebAssembly, with the flags they set. Registers are given as locals. */

import { FlagSource } from '../flags';
import { Operation } from '../operation';
import { type Code, Op, Type } from './binary';
import { Callee } from './layout';
import { Local } from './locals';

/** What puts a result on the stack that alone decides N and Z; C and V become 0. */
const plain: Partial<Record<Operation, (code: Code, a: Local, b: Local) => void>> = {
  [Operation.AND]: (code, a, b) => code.get(a).get(b).byte(Op.and),
  [Operation.OR]: (code, a, b) => code.get(a).get(b).byte(Op.or),
  [Operation.XOR]: (code, a, b) => code.get(a).get(b).byte(Op.xor),
  [Operation.NOT]: (code, a) => code.get(a).const(-1).byte(Op.xor),
  [Operation.DIV]: (code, a, b) => {
    // -2^31 / -1 would trap.
    code.get(b).const(-1).byte(Op.eq, Op.if, Type.i32).const(0).get(a).byte(Op.sub);
    code.byte(Op.else).get(a).get(b).byte(Op.divS, Op.end);
  },
};

const shifts: Partial<Record<Operation, Op>> = {
  [Operation.LSL]: Op.shl,
  [Operation.LSR]: Op.shrU,
  [Operation.ASR]: Op.shrS,
};

/** Sets `d` and the flags from `a` and `b`. A divisor is not 0. */
export function emitIntegerOperation(code: Code, operation: Operation, a: Local, b: Local, d: Local): void {
  const shift = shifts[operation];
  const result = plain[operation];
  if (result) {
    result(code, a, b);
    code.set(Local.flagResult).const(0).set(Local.flagOperand);
    emitResult(code, d);
  } else if (shift !== undefined) emitShift(code, shift, a, b, d);
  else if (operation === Operation.MUL) emitProduct(code, a, b, d);
  else if (operation === Operation.ADC || operation === Operation.SBC) emitWithCarry(code, operation, a, b, d);
  else {
    emitSum(code, operation, a, b);
    if (operation !== Operation.CMP) code.get(Local.flagResult).set(d);
  }
}

function emitSource(code: Code, source: FlagSource): void {
  code.const(source).set(Local.flagSource);
}

/** `flagResult` and `flagOperand` are set. */
function emitResult(code: Code, d: Local): void {
  emitSource(code, FlagSource.result);
  code.get(Local.flagResult).set(d);
}

/** ADD, or SUB and CMP. */
function emitSum(code: Code, operation: Operation, a: Local, b: Local): void {
  const isSum = operation === Operation.ADD;
  code
    .get(a)
    .get(b)
    .tee(Local.flagOperand)
    .byte(isSum ? Op.add : Op.sub);
  code.set(Local.flagResult);
  emitSource(code, isSum ? FlagSource.sum : FlagSource.difference);
}

function emitProduct(code: Code, a: Local, b: Local, d: Local): void {
  code.get(a).byte(Op.extendU).get(b).byte(Op.extendU, Op.i64Mul).tee(Local.long).byte(Op.wrap);
  code.set(Local.flagResult);
  code.get(Local.long).i64(32).byte(Op.i64ShrU, Op.wrap).const(0).byte(Op.ne).const(10).byte(Op.mul);
  code.set(Local.flagOperand);
  emitResult(code, d);
}

function emitCarry(code: Code): void {
  code.get(Local.flagSource).get(Local.flagResult).get(Local.flagOperand).byte(Op.call).unsigned(Callee.carry);
}

function emitShift(code: Code, op: Op, a: Local, b: Local, d: Local): void {
  code.get(b).const(31).byte(Op.and).tee(Local.value).byte(Op.eqz, Op.if, Type.i32);
  emitCarry(code);
  code.byte(Op.else).get(a);
  // The bit that is shifted out last; counts are modulo 32.
  if (op === Op.shl) code.const(0).get(Local.value).byte(Op.sub);
  else code.get(Local.value).const(1).byte(Op.sub);
  code.byte(Op.shrU).const(1).byte(Op.and, Op.end).const(1).byte(Op.shl).set(Local.flagOperand);
  code.get(a).get(Local.value).byte(op).set(Local.flagResult);
  emitResult(code, d);
}

/** A carry or its complement is added to `b`, and V is that of what comes out (quirk Q-ADC-V). */
function emitWithCarry(code: Code, operation: Operation, a: Local, b: Local, d: Local): void {
  const sum = operation === Operation.ADC;
  emitCarry(code);
  if (!sum) code.byte(Op.eqz);
  // address: b with carry, cut to 32 bits; long: b with carry.
  code.byte(Op.extendU).get(b).byte(Op.extendU, Op.i64Add).tee(Local.long).byte(Op.wrap).set(Local.address);
  code
    .get(a)
    .get(Local.address)
    .byte(sum ? Op.add : Op.sub)
    .set(Local.flagResult);
  code.get(a).byte(Op.extendU);
  if (sum) code.get(Local.long).byte(Op.i64Add).i64(32).byte(Op.i64ShrU, Op.wrap);
  else code.get(Local.long).byte(Op.i64GeU);
  code.const(1).byte(Op.shl);
  code
    .get(a)
    .get(sum ? Local.flagResult : Local.address)
    .byte(Op.xor);
  code
    .get(sum ? Local.address : a)
    .get(Local.flagResult)
    .byte(Op.xor, Op.and)
    .const(31)
    .byte(Op.shrU);
  code.const(3).byte(Op.shl, Op.or).set(Local.flagOperand);
  emitResult(code, d);
}
