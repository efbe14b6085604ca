import type { inspection } from '../contract/inspection';
import { fromHex, toHex } from '../hex';
import type { Handlers } from './handler';

const DEFAULT_PEEK = 16;

export const inspectionHandlers: Handlers<typeof inspection> = {
  dumpregs: (executive, { pid }) => ({ registers: executive.registers(pid) }),
  vm_reg_set: (executive, { pid, reg, value }) => {
    executive.setRegister(pid, reg, value);
    return { pid, reg, value };
  },
  peek: (executive, { pid, addr, length = DEFAULT_PEEK }) => ({ data: toHex(executive.readMemory(pid, addr, length)) }),
  poke: (executive, { pid, addr, data }) => {
    executive.writeMemory(pid, addr, fromHex(data));
    return {};
  },
  read_code: (executive, { pid, addr, length }) => ({ data: toHex(executive.readCode(pid, addr, length)) }),
  stack: (executive, { pid, max }) => ({ stack: executive.stack(pid, max) }),
};
