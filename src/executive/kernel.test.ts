import { beforeEach, describe, expect, it } from 'vitest';
import { Kernel } from './kernel';
import { imageOf, receiveFor } from './program.testing';
import { runTasks } from './scheduler';
import type { Task } from './task';

const SPIN = '.entry main\n.text\nmain:\n JMP main';

let events: { type: string; pid: number | null; data: object }[];
let kernel: Kernel;

beforeEach(() => {
  events = [];
  kernel = new Kernel((type, pid, data) => events.push({ type, pid, data }));
});

const load = (source: string): Task => kernel.load(imageOf(source), 'program.hxe');

/** Changes of state since the last call. */
const changes = (): string[] =>
  events.splice(0).flatMap(({ type, pid, data }) => {
    if (type !== 'task_state') return [];
    const { prev_state, new_state, reason } = data as Record<string, unknown>;
    return [`${pid} ${prev_state}>${new_state} ${reason}`];
  });

/** Executes until nobody can run, and lets the time pass to the next deadline. */
function passTime(): void {
  runTasks(kernel, 1000);
  kernel.clock.advanceTo(kernel.nextDeadline()!);
  kernel.expire();
}

describe('waiting', () => {
  it('ends by a message with the reason mailbox_wake, by its deadline with timeout', () => {
    const receiver = load(receiveFor(5));
    passTime();
    expect(changes()).toEqual([
      '1 null>running loaded',
      '1 ready>waiting_mbx mailbox_wait',
      '1 waiting_mbx>ready timeout',
    ]);
    expect(receiver.wait).toBeNull();

    load(receiveFor(0xffff));
    runTasks(kernel, 1000);
    const { mailroom } = kernel.services;
    mailroom.send(0, mailroom.manager.open(0, 'pid:2').number, Uint8Array.of(1));
    expect(changes().at(-1)).toBe('2 waiting_mbx>ready mailbox_wake');
  });

  it('outlasts a pause, and may end during it', () => {
    const receiver = load(receiveFor(5));
    runTasks(kernel, 1000);
    kernel.pause(receiver.pid);
    kernel.resume(receiver.pid);
    expect(receiver.state).toBe('waiting_mbx');
    kernel.pause(receiver.pid);
    passTime();
    expect(receiver.state).toBe('paused');
    kernel.resume(receiver.pid);
    expect(receiver.state).toBe('running');
  });

  it('ends with the task', () => {
    const receiver = load(receiveFor(5));
    runTasks(kernel, 1000);
    kernel.kill(receiver.pid);
    expect(kernel.nextDeadline()).toBeNull();
  });
});

describe('sleeping', () => {
  const SLEEP = '.entry main\n.text\nmain:\n LDI R0, 3\n SVC MOD=6, FN=0\n RET';

  it('ends once, at its deadline', () => {
    load(SLEEP);
    passTime();
    expect(changes()).toEqual(['1 null>running loaded', '1 ready>sleeping sleep', '1 sleeping>ready sleep_wake']);
    expect(kernel.nextDeadline()).toBeNull();
  });

  it('goes on after a pause that was longer', () => {
    const sleeper = load(SLEEP);
    runTasks(kernel, 1000);
    kernel.pause(sleeper.pid);
    expect(kernel.nextDeadline()).toBeNull();
    kernel.clock.advanceTo(100);
    kernel.expire();
    expect(sleeper.state).toBe('paused');
    kernel.resume(sleeper.pid);
    expect(sleeper.state).toBe('sleeping');
    kernel.expire();
    expect(sleeper.state).toBe('ready');
  });
});

describe('a task that has ended', () => {
  it.each([
    ['RET', 'returned', null],
    ['SVC MOD=1, FN=0', 'returned', null],
    ['DIV R1, R1, R2', 'terminated', 'div_zero'],
    ['PUSH R1\n JMP main', 'terminated', 'stack_overflow'],
    ['POP R1\n JMP main', 'terminated', 'stack_underflow'],
    ['LDI32 R1, 0xFFFE\n LD R1, [R1+0]', 'terminated', 'mem_fault'],
  ])('by %s is %s, fault %s, and can neither be paused nor resumed', (code, state, fault) => {
    const task = load(`.entry main\n.text\nmain:\n ${code}`);
    runTasks(kernel, 10_000);
    expect(task).toMatchObject({ state, fault });
    expect(() => kernel.pause(task.pid)).toThrow(`task 1 has ended (${state})`);
    expect(() => kernel.resume(task.pid)).toThrow(`task 1 has ended (${state})`);
    expect(task.state).toBe(state);
  });

  it('keeps its place in the list until it is killed', () => {
    const task = load('.entry main\n.text\nmain:\n RET');
    runTasks(kernel, 10);
    expect(kernel.tasks.get(1)).toBe(task);
    kernel.kill(1);
    expect(() => kernel.require(1)).toThrow('unknown pid 1');
    expect(load(SPIN).identity).toMatchObject({ pid: 2, appName: 'program', arena: task.identity.arena });
  });
});

describe('a task stopped for the debugger', () => {
  it('goes on behind a BRK', () => {
    const task = load('.entry main\n.text\nmain:\n BRK 9\n LDI R0, 3\n RET');
    runTasks(kernel, 10);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'debug_stop', data: expect.objectContaining({ reason: 'brk', code: 9, pc: 0 }) }),
    );
    kernel.debugStop = null;
    kernel.continueTask(task);
    runTasks(kernel, 10);
    expect(task).toMatchObject({ state: 'returned', exitStatus: 3 });
  });

  it('stops once at each meeting with a breakpoint', () => {
    const task = load(SPIN);
    task.processor.setBreakpoint(0);
    for (let meeting = 0; meeting < 3; meeting++) {
      expect(runTasks(kernel, 10)).toBe(Math.min(meeting, 1));
      expect(kernel.debugStop).toEqual({ pid: 1, reason: 'breakpoint' });
      kernel.debugStop = null;
      kernel.continueTask(task);
    }
  });

  it('belongs to its user once the user has paused it', () => {
    const task = load('.entry main\n.text\nmain:\n BRK 0\n RET');
    runTasks(kernel, 10);
    expect(task.stoppedByDebugger).toBe(true);
    kernel.pause(task.pid);
    expect(task.stoppedByDebugger).toBe(false);
  });
});

describe('a load that fails', () => {
  it('leaves nothing behind', () => {
    const value = '.value {"group":1,"id":1,"flags":0,"auth":0,"init":0}';
    const declares = `.entry main\n${value}\n.text\nmain:\n RET`;
    load(declares);
    expect(() => load(declares)).toThrow('registered by task 1');
    expect([...kernel.tasks.keys()]).toEqual([1]);
    expect(load(SPIN).identity.arena).toMatchObject({ registerBase: 0x1040, stackBase: 0xdffc });
    kernel.kill(1);
    expect(load(declares).pid).toBe(4);
  });
});
