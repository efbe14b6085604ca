import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { ClockStatus, StepResult } from '../../executive/task-record';
import type { execution } from '../contract/execution';
import type { Handlers } from './handler';
import { needed } from './needs';

interface StepArguments {
  readonly steps?: number | undefined;
  readonly pid?: number | undefined;
  readonly sourceOnly?: boolean | undefined;
  readonly untraced?: boolean | undefined;
}

/** At once when the step is short, so that its events and its answer leave together. */
function step(
  executive: Executive,
  { steps: count = executive.stepSize, ...how }: StepArguments,
): { result: StepResult; clock: ClockStatus } | Promise<{ result: StepResult; clock: ClockStatus }> {
  const done = (result: StepResult) => ({ result, clock: executive.clock() });
  const result = executive.step({ count, ...how });
  return result instanceof Promise ? result.then(done) : done(result);
}

function setDebugState(executive: Executive, pid: number, mode: boolean) {
  executive.setDebugState(pid, mode);
  const state = { pid, debug_state: mode, step_mode: mode };
  return { debug_state: state, step_mode: { ...state } };
}

export const executionHandlers: Handlers<typeof execution> = {
  clock: (executive, { op = 'status', rate, steps, pid, limit }) => {
    switch (op) {
      case 'start':
        return { clock: executive.startClock(limit) };
      case 'stop':
        return { clock: executive.stopClock() };
      case 'rate':
        return { clock: executive.setClockRate(needed(rate, "clock rate requires 'rate' value")) };
      case 'step':
        if (steps !== undefined && steps <= 0) throw new ExecutiveError('clock step steps must be positive');
        return step(executive, { steps, pid });
      case 'status':
        return { clock: executive.clock() };
    }
  },
  start_auto: (executive) => ({ clock: executive.startClock() }),
  stop_auto: (executive) => ({ clock: executive.stopClock() }),
  step: (executive, { steps, pid, source_only: sourceOnly, untraced }) =>
    step(executive, { steps, pid, sourceOnly, untraced }),
  pause: (executive, { pid }) => ({ task: executive.pause(pid) }),
  resume: (executive, { pid }) => ({ task: executive.resume(pid) }),
  'debug.state': (executive, { pid, mode }) => setDebugState(executive, pid, mode),
  'step.mode': (executive, { pid, mode }) => setDebugState(executive, pid, mode),
  'debug.run': (executive, { from, step: plan, only, non_stop: nonStop }, { session }) => {
    if (session) session.hasRun = true;
    const step = plan && { ...plan, ranges: plan.ranges ?? [] };
    return { clock: executive.debugRun({ pid: plan?.pid ?? from, step, only, nonStop }) };
  },
  'debug.halt': (executive, { pid, non_stop: nonStop }) => ({ clock: executive.debugHalt(pid, nonStop) }),
};
