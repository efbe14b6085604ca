/** Half-precision arithmetic in WebAssembly: the same steps as `isa/half` and `half-arithmetic`. */

import { Operation } from '../operation';
import { Code, type FunctionCode, Op, Type } from './binary';
import { Callee, Layout } from './layout';
import { Local } from './locals';

enum Half {
  /** Upper word of 2^-14, the smallest normal half, as a double. */
  smallestNormal = 0x3f100000,
  /** From there to the upper word of 2^16. */
  normalRange = 0x1e00000,
  /** What the exponent of a double is larger by. */
  bias = 0x3f000000,
}

/** The same in single precision. */
enum Single {
  smallestNormal = 0x38800000,
  normalRange = 0xf000000,
  bias = 0x38000000,
}

const arithmetic: Partial<Record<Operation, Op>> = {
  [Operation.FADD]: Op.f32Add,
  [Operation.FSUB]: Op.f32Sub,
  [Operation.FMUL]: Op.f32Mul,
  [Operation.FDIV]: Op.f32Div,
};

/** Whether an operation needs the table at {@link Layout.halves}. */
export const readsHalves = (operation: Operation): boolean =>
  operation === Operation.F2I || arithmetic[operation] !== undefined;

/** Replaces the number on the stack by the value of its low 16 bits. */
function emitDecode(code: Code): void {
  code.const(0xffff).byte(Op.and).const(2).byte(Op.shl).access(Op.f32Load, Layout.halves);
}

/**
 * FADD, FSUB, FMUL, FDIV or I2F: the new low half of rd, on the stack. Sums, products and quotients of halves come out
 * right when they are rounded to single precision first, whose 24 bits are twice the 11 of a half and two more.
 */
export function emitHalfOperation(code: Code, operation: Operation, rs1: number, rs2: number): void {
  code.get(Local.register + rs1);
  if (operation === Operation.I2F) {
    code.byte(Op.f64Convert, Op.call).unsigned(Callee.encode);
    return;
  }
  emitDecode(code);
  code.get(Local.register + rs2);
  emitDecode(code);
  if (operation === Operation.FDIV)
    code.tee(Local.single).f32(Number.POSITIVE_INFINITY).get(Local.single).f32(0).byte(Op.f32Ne, Op.select);
  code.byte(arithmetic[operation]!).tee(Local.single).byte(Op.f32Bits).tee(Local.address);
  code.const(0x7fffffff).byte(Op.and).tee(Local.value);
  code.const(Single.smallestNormal).byte(Op.sub).const(Single.normalRange).byte(Op.ltU, Op.if, Type.i32);
  // Just under half of the last bit, or half of it to an odd number, rounds to nearest even.
  code
    .get(Local.value)
    .const(0xfff - Single.bias)
    .byte(Op.add);
  code.get(Local.value).const(13).byte(Op.shrU).const(1).byte(Op.and, Op.add).const(13).byte(Op.shrU);
  code.get(Local.address).const(16).byte(Op.shrU).const(0x8000).byte(Op.and, Op.or, Op.else);
  code.get(Local.single).byte(Op.f64Promote, Op.call).unsigned(Callee.encode).byte(Op.end);
}

/** Toward zero; infinities saturate and NaN gives 0, just as the WebAssembly instruction has it. */
export function emitToInteger(code: Code, rs1: number): void {
  code.get(Local.register + rs1);
  emitDecode(code);
  code.byte(0xfc, 0x00);
}

/** A double to the half that the machine's arithmetic makes of it (machine spec 3.5). */
export function encodeFunction(): FunctionCode {
  const [x, bits, high, magnitude] = [0, 1, 2, 3];
  const body = new Code();
  const sign = () => body.get(high).const(16).byte(Op.shrU).const(0x8000).byte(Op.and);
  body.get(x).byte(Op.i64Reinterpret).tee(bits).i64(32).byte(Op.i64ShrU, Op.wrap).tee(high);
  body.const(0x7fffffff).byte(Op.and).tee(magnitude).const(Half.smallestNormal).byte(Op.sub);
  body.const(Half.normalRange).byte(Op.ltU, Op.if, Type.i32);
  // Just under half of the last bit, or half of it to an odd number, rounds to nearest even.
  body.get(magnitude).get(bits).byte(Op.wrap).const(0).byte(Op.ne, Op.or).tee(magnitude);
  body
    .const(0x1ff - Half.bias)
    .byte(Op.add)
    .get(magnitude)
    .const(10)
    .byte(Op.shrU)
    .const(1)
    .byte(Op.and, Op.add);
  body.const(10).byte(Op.shrS);
  sign().byte(Op.or, Op.else);
  body.get(magnitude).const(Half.smallestNormal).byte(Op.geU, Op.if, Type.i32);
  body.const(0x7e00);
  sign().const(0x7c00).byte(Op.or);
  body.get(x).get(x).byte(Op.f64Ne, Op.select, Op.else);
  body
    .get(x)
    .byte(Op.f64Abs)
    .f64(2 ** 24)
    .byte(Op.f64Mul, Op.f64Nearest)
    .f64(0x3ff)
    .byte(Op.f64Min, 0xfc, 0x02);
  sign().byte(Op.or, Op.end, Op.end);
  const locals = [
    [1, Type.i64],
    [2, Type.i32],
  ] as const;
  return { parameters: [Type.f64], results: [Type.i32], locals, body };
}
