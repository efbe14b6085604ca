import { decodeHalf } from '../isa/half';
import { Operation } from './operation';

/** The value of FADD, FSUB, FMUL, FDIV or I2F, to be encoded. */
export function halfOperation(operation: Operation, a: number, b: number): number {
  if (operation === Operation.I2F) return a;
  const x = decodeHalf(a);
  const y = decodeHalf(b);
  if (operation === Operation.FADD) return x + y;
  if (operation === Operation.FMUL) return x * y;
  if (operation === Operation.FSUB) return x - y;
  return y === 0 ? x / Infinity : x / y;
}

/** Toward zero; infinities saturate, NaN gives 0 (quirk Q-F2I, fixed). */
export function halfToInteger(x: number): number {
  const value = decodeHalf(x);
  if (value === Number.POSITIVE_INFINITY) return 0x7fffffff;
  if (value === Number.NEGATIVE_INFINITY) return -0x80000000;
  return value | 0;
}
