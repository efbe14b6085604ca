/** Scheduler and arenas against the recorded reference (vectors `services/sched.jsonl`). */

import { describe, expect } from 'vitest';
import type { Outcome } from './services-player';
import { type Deviations, playRecorded } from './services-suite';

type Turn = readonly [pid: number, pc: number];

/** Turns of the task that loops at 0. */
const loops = (pid: number, times: number): Turn[] => Array.from({ length: times }, () => [pid, 0]);

const stepped = (trace: readonly Turn[], next_pid: number, events: readonly object[] = []): Outcome => ({
  executed: trace.length,
  trace,
  next_pid,
  events,
});

const tasks = (...states: object[]): Outcome => ({ tasks: states });

/** Task 1 ends with a fault, the last of the turns given; task 2 has all others of 14. */
function faulted(why: string, error: string, pcs: readonly number[]) {
  const pc = pcs.at(-1)!;
  const turns = pcs.flatMap((at): Turn[] => [
    [2, 0],
    [1, at],
  ]);
  const ended = { state: 'terminated', pc, accounted_steps: pcs.length - 1 };
  return {
    why,
    results: {
      2: stepped([...turns, ...loops(2, 14 - turns.length)], 2, [{ type: 'fault', pid: 1, error, pc }]),
      3: {
        counters: {
          1: { step: pcs.length, rotate: pcs.length },
          2: { step: 14 - pcs.length, rotate: pcs.length },
        },
      },
      6: tasks(ended, { state: 'ready', accounted_steps: 14 - pcs.length }),
    },
  };
}

const FAULTS = 'quirk 2: a fault ends its task';
const TURN = 'quirk 34: a stop concerns one task, and the others keep their turns';

const deviations: Deviations = {
  'sch-13a': faulted(FAULTS, 'div_zero', [0, 4, 8]),
  'sch-13b': faulted(FAULTS, 'mem_fault', [0, 8]),
  'sch-13c': faulted(FAULTS, 'stack_underflow', [0, 4, 12, 16]),
  'sch-14': {
    why: FAULTS,
    results: {
      3: stepped(
        [
          [1, 4],
          [1, 0],
        ],
        1,
        [{ type: 'fault', error: 'stack_overflow' }],
      ),
      5: tasks({ state: 'terminated', accounted_steps: 2048 }),
    },
  },
  'sch-16': {
    why: TURN,
    results: {
      2: {
        executed: 4,
        next_pid: 2,
        events: [
          { type: 'vm_error', pid: 1, error: 'pc_out_of_range', pc: 4, code_len: 4 },
          { type: 'debug_stop', pid: 1, reason: 'vm_error', pc: 4 },
        ],
      },
      3: stepped(loops(2, 3), 2),
      4: tasks({ state: 'paused', pc: 4 }, { state: 'ready', accounted_steps: 5 }),
      7: tasks({ state: 'paused', pc: 4 }, { state: 'ready', accounted_steps: 10 }),
      10: tasks({ state: 'paused', pc: 4 }, { state: 'ready', accounted_steps: 10 }),
    },
  },
  'sch-17': {
    why: `${TURN}; quirk 40: resume lets the task go on to its end`,
    results: {
      2: { executed: 2, next_pid: 2, events: [{ type: 'debug_stop', pid: 1, reason: 'brk', code: 9 }] },
      3: stepped(loops(2, 3), 2),
      5: stepped([[1, 4], [2, 0], [1, 8], ...loops(2, 3)], 2),
      6: tasks({ state: 'returned', exit_status: 0, accounted_steps: 2 }, { accounted_steps: 8 }),
      9: tasks({ state: 'returned', exit_status: 0, accounted_steps: 2 }, { accounted_steps: 8 }),
    },
  },
  'sch-18': {
    why: 'quirk 12: no task changes when everything stands still; what stands still is the clock, and steps go on',
    results: {
      3: stepped(
        [
          [2, 0],
          [1, 0],
          [2, 0],
        ],
        1,
      ),
      4: tasks({ state: 'ready', accounted_steps: 1 }, { state: 'ready', accounted_steps: 2 }),
      6: stepped(
        [
          [1, 0],
          [2, 0],
          [1, 0],
        ],
        2,
      ),
      7: tasks({ state: 'ready', accounted_steps: 3 }, { state: 'ready', accounted_steps: 3 }),
      8: { task: { pid: 2, accounted_steps: 3 } },
      12: tasks({ state: 'ready', accounted_steps: 4 }, { state: 'ready', accounted_steps: 5 }),
    },
  },
  'sch-21': {
    why: 'a register write does not change whose turn it is (machine spec 11, Q-REGSET-SWITCH)',
    results: {
      3: { current_pid: 2 },
      5: stepped(
        [
          [2, 0],
          [1, 0],
        ],
        2,
      ),
      8: { current_pid: 2 },
    },
  },
  'sch-24': {
    why: 'quirk 14: after a reset everything is as at the start',
    results: {
      4: { executed: 8, events: [{ type: 'value_registered', oid: 257 }] },
      6: { regs: [0, 257, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 512, 0, 0, 0] },
      7: tasks({ stack_base: 0xeffc }),
    },
  },
  'arn-08': {
    why: 'quirk 15: a program whose stack would lie over its data is refused',
    results: {
      11: { error: expect.stringContaining('read-only data') },
      12: { error: 'unknown pid 12' },
      13: { error: 'unknown pid 12' },
      14: { current_pid: 11 },
    },
  },
};

describe('scheduler and arenas as recorded', () => playRecorded('sched', deviations));
