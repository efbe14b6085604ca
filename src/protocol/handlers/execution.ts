import type { execution } from '../contract/execution';
import type { Handlers } from './handler';

export const executionHandlers: Handlers<typeof execution> = {
  clock: (executive, { op = 'status', limit }) => {
    if (op === 'start') return { clock: executive.startClock(limit) };
    if (op === 'stop') return { clock: executive.stopClock() };
    return { clock: executive.clock() };
  },
  step: (executive, { steps = 1, pid }) => ({ result: executive.step(steps, pid) }),
  pause: (executive, { pid }) => ({ task: executive.pause(pid) }),
  resume: (executive, { pid }) => ({ task: executive.resume(pid) }),
  'debug.run': (executive, { from, step }) => ({
    clock: executive.debugRun(step?.pid ?? from, step && { kind: step.kind, ranges: step.ranges ?? [] }),
  }),
  'debug.halt': (executive, { pid }) => ({ clock: executive.debugHalt(pid) }),
};
