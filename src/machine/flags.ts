import { Flag } from '../isa/constants';

/**
 * Flags are worked out when somebody asks (machine spec 3.2). Kept are the last `result` (zero: Z), how it came about and
 * one `operand`, from which the other can be recovered.
 */
export enum FlagSource {
  /** `operand` holds the bits C, N and V; `result` stands only for Z. */
  given,
  /** `operand` holds the bits C and V. */
  result,
  /** result = x + operand */
  sum,
  /** result = x - operand */
  difference,
}

/** C as 0 or 1. */
export function carryOf(source: FlagSource, result: number, operand: number): number {
  switch (source) {
    case FlagSource.sum:
      return result >>> 0 < operand >>> 0 ? 1 : 0;
    case FlagSource.difference:
      return (result + operand) >>> 0 >= operand >>> 0 ? 1 : 0;
    default:
      return operand & Flag.C ? 1 : 0;
  }
}

/** The bits Z, C, N, V of the status word. */
export function flagsOf(source: FlagSource, result: number, operand: number): number {
  const zero = result === 0 ? Flag.Z : 0;
  if (source === FlagSource.given) return zero | operand;
  const negative = result < 0 ? Flag.N : 0;
  if (source === FlagSource.result) return zero | negative | operand;
  const carry = carryOf(source, result, operand) ? Flag.C : 0;
  const overflow =
    source === FlagSource.sum ? sumOverflow(result - operand, operand) : differenceOverflow(result + operand, operand);
  return zero | negative | carry | overflow;
}

/** V of x + y. */
export const sumOverflow = (x: number, y: number): number => (((x ^ (x + y)) & (y ^ (x + y))) < 0 ? Flag.V : 0);

/** V of x - y. */
export const differenceOverflow = (x: number, y: number): number => (((x ^ y) & (x ^ (x - y))) < 0 ? Flag.V : 0);

/**
 * C and V of x + y + carry. V is that of x + (y + carry mod 2^32), which is not the true overflow when the bracket crosses
 * the sign (quirk Q-ADC-V, class keep).
 */
export function addWithCarryFlags(x: number, y: number, carry: number): number {
  const sum = (x >>> 0) + (y >>> 0) + carry;
  return (sum > 0xffffffff ? Flag.C : 0) | sumOverflow(x, (y + carry) | 0);
}

/** C and V of x - y - (1 - carry), with the same peculiarity. */
export function subtractWithBorrowFlags(x: number, y: number, carry: number): number {
  const borrow = 1 - carry;
  return (x >>> 0 >= (y >>> 0) + borrow ? Flag.C : 0) | differenceOverflow(x, (y + borrow) | 0);
}

/** C and V of a product: both tell that it exceeds 32 bits unsigned (quirk Q-MUL-V, class keep). */
export const productFlags = (x: number, y: number): number =>
  (x >>> 0) * (y >>> 0) > 0xffffffff ? Flag.C | Flag.V : 0;
