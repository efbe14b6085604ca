/** A number as hovers and hints show it: in every radix, and as the half-precision number of its low 16 bits. */

import { decodeHalf } from '../../isa/half';
import { hex } from '../../toolchain/hex';

const printable = (code: number): boolean => code >= 0x20 && code < 0x7f;

/** Groups of four binary digits. */
function binary(value: number): string {
  const digits = value.toString(2);
  const padded = digits.padStart(Math.ceil(digits.length / 4) * 4, '0');
  return `0b${padded.replace(/(?<=\d)(?=(?:\d{4})+$)/g, '_')}`;
}

/** @param low the value modulo 2^32, @param value the value as written */
export function describeNumber(value: number, low: number): string {
  const rows = [
    ['decimal', value < 0 || low !== value ? `${value}, unsigned ${low}` : signedForm(low)],
    ['hexadecimal', hex(low, 1)],
    ['binary', binary(low)],
    ['half', halfText(low)],
  ];
  if (printable(low)) rows.push(['character', low === 0x60 ? 'backquote' : `'${String.fromCharCode(low)}'`]);
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | \`${text}\` |`)].join('\n');
}

const signedForm = (low: number): string => (low > 0x7fffffff ? `${low}, signed ${low | 0}` : String(low));

/** The low 16 bits as a half-precision number, exact. */
export function halfText(bits: number): string {
  const value = decodeHalf(bits);
  return Object.is(value, -0) ? '-0' : String(value);
}
