/** Register writes of a debugger. */

import { REGISTER_COUNT } from '../isa/constants';
import type { Processor } from '../machine/processor';
import { ExecutiveError } from './errors';

/**
 * @param name R0..R15, PC, SP or PSW in any case; values are taken modulo the register's width
 * @throws ExecutiveError for any other name
 */
export function writeRegister(processor: Processor, name: string, value: number): void {
  const upper = name.toUpperCase();
  if (upper === 'PC') processor.pc = value >>> 0;
  else if (upper === 'SP') processor.sp = value >>> 0;
  else if (upper === 'PSW') processor.psw = value & 0xff;
  else {
    const index = /^R(\d{1,2})$/.exec(upper)?.[1];
    if (index === undefined || Number(index) >= REGISTER_COUNT) {
      throw new ExecutiveError(`unknown register '${name}': use R0..R15, PC, SP or PSW`);
    }
    processor.registers[Number(index)] = value | 0;
  }
}
