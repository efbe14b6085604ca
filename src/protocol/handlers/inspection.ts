import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import { memoryLayout, memoryRegions } from '../../executive/memory-map';
import type { Request } from '../contract';
import type { inspection, MemoryReply } from '../contract/inspection';
import { fromHex, toHex } from '../hex';
import type { Handlers } from './handler';
import { needed } from './needs';
import { nameFrame } from './symbol-records';

const DEFAULT_PEEK = 16;
/** Frames by default, and at most. */
const FRAMES = { usual: 16, most: 64 };

/** `count` little-endian numbers of `width` bytes. */
function readValues(executive: Executive, { pid, address, count = 1, width = 4 }: Request<'memory'>): MemoryReply {
  if (![1, 2, 4].includes(width)) throw new ExecutiveError(`memory read width must be 1, 2 or 4, got ${width}`);
  const start = needed(address, "memory read requires 'address'") & 0xffff;
  const bytes = executive.readMemory(pid, start, Math.max(0, count) * width);
  const data = [];
  for (let at = 0; at + width <= bytes.length; at += width) {
    const value = bytes.subarray(at, at + width).reduce((sum, byte, index) => sum + byte * 256 ** index, 0);
    data.push({ address: start + at, value });
  }
  return { data };
}

function dump(executive: Executive, { pid, start, end }: Request<'memory'>): MemoryReply {
  const from = needed(start, "memory dump requires 'start'") & 0xffff;
  const to = needed(end, "memory dump requires 'end'");
  const bytes = executive.readMemory(pid, from, to - from);
  return { dump: { start: from, end: from + bytes.length, hex: toHex(bytes) } };
}

export const inspectionHandlers: Handlers<typeof inspection> = {
  dumpregs: (executive, { pid }) => ({ registers: executive.registers(pid) }),
  vm_reg_get: (executive, { pid, reg }) => ({ pid, reg, value: executive.register(pid, reg) }),
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
  stack: (executive, { pid, max }, caller) => {
    const { usual, most } = FRAMES;
    const walked = caller.has('exact_stack')
      ? executive.stack(pid, max)
      : executive.frameChain(pid, Math.min(most, Math.max(1, max || usual)));
    return {
      stack: { ...walked, frames: walked.frames.map((frame) => nameFrame(executive.symbols.get(pid)?.table, frame)) },
    };
  },
  restart_frame: (executive, { pid, index }) => {
    executive.restartFrame(pid, index);
    const { pc, sp } = executive.registers(pid);
    return { pid, pc, sp };
  },
  memory: (executive, request) => {
    const { pid, op = 'regions' } = request;
    if (op === 'read') return readValues(executive, request);
    if (op === 'dump') return dump(executive, request);
    const task = executive.requireTask(pid);
    const regions = memoryRegions(task, executive.symbols.get(pid)?.table.regions);
    const { program } = task.identity;
    return { memory: { pid, program, regions, layout: memoryLayout(task) }, regions };
  },
};
