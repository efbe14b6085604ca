import { decodeHalf, encodeHalf } from '../../isa/half';

/** A number for a value: what was asked for and the half that is stored of it (services spec 4.1). */
export interface HalfValue {
  /** 0..0xFFFF. */
  readonly raw: number;
  readonly number: number;
}

export const halfFromNumber = (number: number): HalfValue => ({ raw: encodeHalf(number), number });

/** @param bits low 16 are used; a NaN keeps its sign and loses its payload */
export function halfFromBits(bits: number): HalfValue {
  const number = decodeHalf(bits);
  return { raw: Number.isNaN(number) ? (bits & 0x8000) | 0x7e00 : bits & 0xffff, number };
}
