/** The faults of the machine by name (machine spec 4.4). */

import { FaultCode } from '../isa/constants';
import type { FaultName } from './events';

const byCode: ReadonlyMap<number, FaultName> = new Map([
  [FaultCode.stackUnderflow, 'stack_underflow'],
  [FaultCode.stackOverflow, 'stack_overflow'],
  [FaultCode.memory, 'mem_fault'],
  [FaultCode.divideByZero, 'div_zero'],
]);

/** @param code what the instruction left in R0 */
export function faultName(code: number): FaultName {
  return byCode.get(code >>> 0) ?? 'mem_fault';
}
