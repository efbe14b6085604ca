/** The recorded turns of the auto clock (vectors README, kind clock), on a running executive with the host's time by hand. */

import { expect, it } from 'vitest';
import { Executive } from '../../src/executive/executive';
import { ManualTimer } from '../../src/executive/pacing/manual-timer.testing';
import { imageBytes, receiveFor } from '../../src/executive/program.testing';
import { readScenarios } from './scenarios';

type State = keyof typeof programs;

interface ClockRow {
  id: string;
  title: string;
  kind: string;
  given: {
    task_states: State[];
    rate_hz: number;
    next_sleep_deadline_ms: number | null;
    next_mailbox_deadline_ms: number | null;
    step_took_ms: number;
  };
  expect: ClockOutcome & { loop_ended: boolean };
}

interface ClockOutcome {
  mode: string;
  throttled: boolean;
  throttle_reason: string | null;
  wait_ms: number;
}

const noPolling = 'a clock with nothing to execute waits until something changes, and polls nothing';
const noFlag = `the machine has no flag of its own that says it runs; ${noPolling}`;
const untilDeadline = 'a clock waits until the deadline, and polls nothing';

/** What is expected instead of the record, and why. */
const deviations: Readonly<Record<string, Partial<ClockOutcome> & { why: string }>> = {
  'clk-03': { why: noPolling, wait_ms: 0 },
  'clk-05': { why: noPolling, wait_ms: 0 },
  'clk-07': { why: noPolling, wait_ms: 0 },
  'clk-08': { why: untilDeadline, wait_ms: 1000 },
  'clk-09': { why: noPolling, wait_ms: 0 },
  'clk-10': { why: noFlag, mode: 'throttled', throttled: true, throttle_reason: 'throttled', wait_ms: 0 },
  'clk-11': { why: 'quirk 16', mode: 'active', throttled: false, throttle_reason: null, wait_ms: 0 },
  'clk-13': { why: untilDeadline, wait_ms: 400 },
  'clk-14': { why: 'quirk 1: who is due wakes', mode: 'active', throttled: false, throttle_reason: null },
  'clk-15': { why: 'quirk 16', mode: 'active', throttled: false, throttle_reason: null, wait_ms: 0 },
  'clk-18': { why: noPolling, wait_ms: 0 },
  'clk-19': { why: noPolling, wait_ms: 0 },
  'clk-20': { why: untilDeadline, wait_ms: 1000 },
  'clk-21': { why: noPolling, wait_ms: 0 },
  'clk-22': { why: noPolling, wait_ms: 0 },
  'clk-23': { why: noFlag, mode: 'throttled', throttled: true, throttle_reason: 'throttled', wait_ms: 0 },
};

/** What is left of a sleep whose deadline was not recorded, in milliseconds. */
const NO_DEADLINE_MS = 1000;
/** For ever (services spec 3.5). */
const NO_TIMEOUT = 0xffff;
/** When a clock that keeps up with the host has its first turn. */
const FIRST_TURN_MS = 4;

const spin = 'again:\n JMP again';
const sleepFor = (ms: number): string => `.entry main\n.text\nmain:\n LDI32 R0, ${ms}\n SVC MOD=6, FN=0\n${spin}`;
const started = `.entry main\n.text\nmain:\n${spin}`;
const ended = '.entry main\n.text\nmain:\n RET';

/** Programs that come into a state, by the milliseconds until their deadline. */
const programs = {
  running: () => started,
  ready: () => started,
  paused: () => started,
  returned: () => ended,
  // What the reference leaves as stopped has returned.
  stopped: () => ended,
  sleeping: sleepFor,
  waiting_mbx: receiveFor,
} satisfies Record<string, (due: number) => string>;

/** Enough for every program to come into its state, alone. */
const SETTLING_STEPS = 12;

/** One turn of the clock. Whoever is due, is so `given` milliseconds after it. */
async function turnOfClock(given: ClockRow['given']): Promise<{ outcome: ClockOutcome; running: boolean }> {
  const { task_states: states, rate_hz: rate, step_took_ms: duration } = given;
  const timer = new ManualTimer();
  const left: Partial<Record<State, number | null>> = {
    sleeping: given.next_sleep_deadline_ms ?? NO_DEADLINE_MS,
    waiting_mbx: given.next_mailbox_deadline_ms,
  };
  const isAble = states.some((state) => state === 'running' || state === 'ready');
  // Virtual time would skip the wait.
  const waits = !isAble && states.some((state) => (left[state] ?? 0) > 0);
  const start = waits && rate === 0 ? FIRST_TURN_MS : 0;
  const executive = new Executive({ timer, clock: waits ? 'real' : 'virtual' });
  const kernel = executive['kernel'];
  // Time is the host's only.
  kernel.clock.tick = () => {};
  for (const state of states) {
    const due = Math.max(1, (left[state] ?? NO_TIMEOUT) + start);
    const { pid } = executive.load(`${state}.hxe`, imageBytes(programs[state](due)));
    await executive.step({ pid, count: SETTLING_STEPS });
    if (state === 'paused') executive.pause(pid);
  }
  const execute = kernel.execute.bind(kernel);
  kernel.execute = (task, budget) => {
    timer.skip(duration);
    return execute(task, budget);
  };
  executive.setClockRate(rate);
  executive.startClock();
  await timer.pass(start);
  const { mode, throttled, throttle_reason, last_wait_s, running } = executive.clock();
  executive.stopClock();
  return { outcome: { mode, throttled, throttle_reason, wait_ms: last_wait_s * 1000 }, running };
}

const rows = readScenarios<ClockRow>('exec').filter(({ kind }) => kind === 'clock');

it.each(rows)('$id $title', async ({ id, given, expect: { loop_ended: _, ...recorded } }) => {
  const { why: __, ...instead } = deviations[id] ?? {};
  const { outcome, running } = await turnOfClock(given);
  expect(outcome).toEqual({ ...recorded, ...instead });
  // Executive protocol Q41: a clock without tasks goes on.
  expect(running).toBe(true);
});

it.each(Object.entries(deviations))('%s deviates on purpose', (id, { why, ...instead }) => {
  expect(why).not.toBe('');
  expect(rows.find((row) => row.id === id)!.expect).not.toMatchObject(instead);
});
