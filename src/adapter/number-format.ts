/** In which form numbers are shown, where neither the client nor the expression asks for another one. */

import type { Radix } from '../executive/debug/expressions/format';
import { type Attribute, oneOf } from './attributes';

const radixes: Readonly<Record<string, Radix | undefined>> = {
  auto: undefined,
  hex: 'hex',
  decimal: 'decimal',
  binary: 'binary',
  octal: 'octal',
  character: 'character',
  f16: 'f16',
};

export const numberFormats: readonly string[] = Object.keys(radixes);

export const numberFormatAttribute = {
  kind: oneOf(numberFormats),
  default: 'auto',
  markdownDescription:
    'How numbers are shown: `auto` shows them in hexadecimal and decimal, `f16` the low halves of numbers as fractions. An expression can have a format of its own, such as `R1,b`.',
} as const satisfies Attribute;

export class NumberFormat {
  private chosen = 'auto';

  get name(): string {
    return this.chosen;
  }

  /** `undefined`: as suits each number. */
  get radix(): Radix | undefined {
    return radixes[this.chosen];
  }

  /** @param name one of `numberFormats`; anything else means `auto` */
  choose(name: unknown): void {
    this.chosen = numberFormats.includes(name as string) ? (name as string) : 'auto';
  }
}
