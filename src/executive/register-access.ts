/** Registers by name, for debuggers. */

import { REGISTER_COUNT } from '../isa/constants';
import type { Processor } from '../machine/processor';
import { ExecutiveError } from './errors';

/** 0..15. @throws ExecutiveError for a name that is no register */
function registerIndex(name: string): number {
  const index = /^R(\d{1,2})$/.exec(name)?.[1];
  if (index === undefined || Number(index) >= REGISTER_COUNT) {
    throw new ExecutiveError(`unknown register '${name}': use R0..R15, PC, SP or PSW`);
  }
  return Number(index);
}

/**
 * @param name R0..R15, PC, SP or PSW in any case
 * @throws ExecutiveError for any other name
 */
export function readRegister(processor: Processor, name: string): number {
  const upper = name.toUpperCase();
  if (upper === 'PC') return processor.pc >>> 0;
  if (upper === 'SP') return processor.sp >>> 0;
  if (upper === 'PSW') return processor.psw;
  return processor.registers[registerIndex(upper)]! >>> 0;
}

/** Writes what {@link readRegister} reads; values are taken modulo the register's width. */
export function writeRegister(processor: Processor, name: string, value: number): void {
  const upper = name.toUpperCase();
  if (upper === 'PC') processor.pc = value >>> 0;
  else if (upper === 'SP') processor.sp = value >>> 0;
  else if (upper === 'PSW') processor.psw = value & 0xff;
  else processor.registers[registerIndex(upper)] = value | 0;
}
