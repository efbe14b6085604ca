/** Module 14: sine, cosine and exponential of halves (machine spec 5.10). */

import { decodeHalf, encodeMachineHalf } from '../../isa/half';
import { register, setRegister } from '../guest-memory';
import type { ServiceModule } from '../service-host';

const functions = [Math.sin, Math.cos, Math.exp] as const;

export const createMathService = (): ServiceModule => (task, fn) => {
  const compute = functions[fn];
  if (!compute) return setRegister(task, 0, 0);
  const result = encodeMachineHalf(compute(decodeHalf(register(task, 1))));
  setRegister(task, 0, (register(task, 0) & 0xffff0000) | result);
};
