/** Names of registers and flags. Case does not matter, and the frame pointer has an alias. */

import { Flag, FRAME_POINTER, REGISTER_COUNT } from '../../../isa/constants';

export type RegisterName = `R${number}` | 'PC' | 'SP' | 'PSW';
export type FlagName = keyof typeof Flag;

export const generalRegisters: readonly RegisterName[] = Array.from(
  { length: REGISTER_COUNT },
  (_, index): RegisterName => `R${index}`,
);
export const flagNames = Object.keys(Flag) as readonly FlagName[];

const registers = new Map<string, RegisterName>([
  ...[...generalRegisters, 'PC' as const, 'SP' as const, 'PSW' as const].map((name) => [name, name] as const),
  ['FP', `R${FRAME_POINTER}`],
  ['FLAGS', 'PSW'],
]);

export const registerOf = (name: string): RegisterName | undefined => registers.get(name.toUpperCase());

/** `PSW.Z`, `PSW.C`, `PSW.N`, `PSW.V` */
export function flagOf(name: string): FlagName | undefined {
  const text = name.toUpperCase();
  return flagNames.find((flag) => text === `PSW.${flag}`);
}
