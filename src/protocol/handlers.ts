/** What each command of the contract does with the executive. */

import { ExecutiveError } from '../executive/errors';
import type { Executive } from '../executive/executive';
import { type CommandName, type Feature, features, type Request, type Response } from './contract';
import { fromHex, toHex } from './hex';

const DEFAULT_PEEK = 16;

type Handlers = {
  readonly [Name in CommandName]: (executive: Executive, request: Request<Name>) => Response<Name>;
};

const required = <T>(value: T | undefined, message: string): T => {
  if (value === undefined) throw new ExecutiveError(message);
  return value;
};

export const handlers: Handlers = {
  ping: () => ({ reply: 'pong' }),
  'session.open': (_executive, { client = '', capabilities }) => {
    const wanted = capabilities?.features ?? [...features];
    const known = (feature: string): feature is Feature => (features as readonly string[]).includes(feature);
    const warnings = wanted.filter((feature) => !known(feature)).map((feature) => `unsupported_feature:${feature}`);
    return { session: { client, features: wanted.filter(known), ...(warnings.length > 0 && { warnings }) } };
  },
  'session.close': () => ({}),
  ps: (executive) => ({ tasks: executive.tasks() }),
  clock: (executive, { op = 'status', limit }) => {
    if (op === 'start') return { clock: executive.startClock(limit) };
    if (op === 'stop') return { clock: executive.stopClock() };
    return { clock: executive.clock() };
  },
  load: (executive, { path, image }) => ({
    image: executive.load(path, required(image, "load requires 'image': the bytes of the .hxe file")),
  }),
  step: (executive, { steps = 1, pid }) => ({ result: executive.step(steps, pid) }),
  pause: (executive, { pid }) => ({ task: executive.pause(pid) }),
  resume: (executive, { pid }) => ({ task: executive.resume(pid) }),
  kill: (executive, { pid }) => {
    executive.kill(pid);
    return { task: { pid, state: 'terminated' } };
  },
  bp: (executive, { pid, op, addr }) => {
    if (op === 'set') executive.setBreakpoint(pid, required(addr, "bp set requires 'addr'"));
    if (op === 'clear') executive.clearBreakpoint(pid, required(addr, "bp clear requires 'addr'"));
    if (op === 'clear_all') executive.clearBreakpoints(pid);
    return { pid, breakpoints: executive.breakpoints(pid) };
  },
  trace: (executive, { pid, mode }) => {
    executive.setTrace(pid, mode);
    return { trace: { pid, enabled: mode } };
  },
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
  'debug.run': (executive, { from, step }) => ({
    clock: executive.debugRun(step?.pid ?? from, step && { kind: step.kind, ranges: step.ranges ?? [] }),
  }),
  'debug.halt': (executive, { pid }) => ({ clock: executive.debugHalt(pid) }),
};
