import { beforeEach, describe, expect, it } from 'vitest';
import { readImage, writeImage } from '../../toolchain/image';
import { profiles } from '../configuration/limits';
import { Kernel } from '../kernel';
import { MailboxMode, MailboxStatus } from '../mailboxes/constants';
import type { Task } from '../task';
import { halfFromNumber } from '../values/half-value';
import type { ServiceOptions } from './index';

const BUFFER = 0x200;
const NAME = 0x300;

let events: { type: string; pid: number | null; data: object }[];
let kernel: Kernel;

function start(options: ServiceOptions = {}): void {
  events = [];
  kernel = new Kernel((type, pid, data) => events.push({ type, pid, data }), options);
}

beforeEach(() => start());

function loadTask(): Task {
  const image = writeImage({
    entry: 0,
    code: new Uint8Array(4),
    rodata: new Uint8Array(),
    appName: 'task',
    allowMultipleInstances: true,
    requiredCapabilities: 0,
    sections: [],
  });
  return kernel.load(readImage(image), 'task.hxe');
}

/** Performs a service with R1, R2, ... set; returns R0. */
function call(task: Task, module: number, fn: number, ...registers: number[]): number {
  registers.forEach((value, index) => {
    task.processor.registers[index + 1] = value;
  });
  kernel.services.call(task, module * 256 + fn);
  return task.processor.registers[0]!;
}

function putText(task: Task, address: number, text: string): number {
  const bytes = new TextEncoder().encode(`${text}\0`);
  task.processor.memory.set(bytes, address);
  return bytes.length - 1;
}

const write = (task: Task, fd: number, text: string): number =>
  call(task, 4, 2, fd, BUFFER, putText(task, BUFFER, text));

function open(task: Task, name: string): number {
  putText(task, NAME, name);
  expect(call(task, 5, 0, NAME)).toBe(MailboxStatus.ok);
  return task.processor.registers[1]!;
}

const receiveBlocking = (task: Task, handle: number): number => call(task, 5, 3, handle, BUFFER, 16, 0xffff, 0);

const ofType = (type: string) => events.filter((event) => event.type === type);

const mailboxOf = (name: string) => kernel.services.mailboxes.snapshot().find((mailbox) => mailbox.name === name);

describe('standard streams', () => {
  it('tell what a task wrote, stream by stream', () => {
    const task = loadTask();
    expect(write(task, 1, 'out')).toBe(3);
    expect(write(task, 2, 'err')).toBe(3);
    expect(ofType('stdout')).toEqual([{ type: 'stdout', pid: 1, data: { text: 'out' } }]);
    expect(ofType('stderr')).toEqual([{ type: 'stderr', pid: 1, data: { text: 'err' } }]);
  });

  it('tell what is sent to them as messages too, whoever sends', () => {
    const [owner, other] = [loadTask(), loadTask()];
    call(owner, 5, 2, 2, BUFFER, putText(owner, BUFFER, 'mine'), 0, 0);
    call(other, 5, 2, open(other, 'svc:stdio.out@1'), BUFFER, putText(other, BUFFER, 'yours'), 0, 0);
    expect(ofType('stdout').map(({ pid, data }) => [pid, data])).toEqual([
      [1, { text: 'mine' }],
      [1, { text: 'yours' }],
    ]);
  });

  it('refuse what does not fit when nobody listens, and say nothing of it', () => {
    const task = loadTask();
    const line = 'x'.repeat(24);
    expect([write(task, 1, line), write(task, 1, line), write(task, 1, line)]).toEqual([24, 24, 0]);
    expect(ofType('stdout')).toHaveLength(2);
  });

  it('never fill up when they are drained', () => {
    start({ drainStdio: true });
    const task = loadTask();
    for (let line = 0; line < 100; line++) expect(write(task, 1, `line ${line}\n`)).toBeGreaterThan(0);
    expect(ofType('stdout')).toHaveLength(100);
    expect(mailboxOf('stdio.out')).toMatchObject({ queue_depth: 0 });
  });

  it('leave messages to a listener although they are drained', () => {
    start({ drainStdio: true });
    const task = loadTask();
    const { number } = kernel.services.mailboxes.open(0, 'svc:stdio.out@1');
    write(task, 1, 'heard');
    const message = kernel.services.mailboxes.receive(0, number);
    expect(new TextDecoder().decode(message!.payload)).toBe('heard');
  });
});

describe('blocked receives', () => {
  it('end with an invalid handle when the handle is closed', () => {
    const task = loadTask();
    const handle = open(task, 'app:x');
    receiveBlocking(task, handle);
    expect(task.state).toBe('waiting_mbx');
    kernel.services.mailroom.close(1, handle);
    expect(task.state).toBe('ready');
    expect(task.processor.registers[0]).toBe(MailboxStatus.invalidHandle);
    expect(mailboxOf('x')).toMatchObject({ waiters: [] });
  });

  it('are served behind a tap that has nothing to read (quirk 33)', () => {
    start({ limits: { ...profiles.desktop, mailboxes: { ...profiles.desktop.mailboxes, tapRate: 1 } } });
    const [tapping, reading, sending] = [loadTask(), loadTask(), loadTask()];
    const send = (handle: number) => call(sending, 5, 2, handle, BUFFER, putText(sending, BUFFER, 'm'), 0, 0);
    const [tap, reader, sender] = [tapping, reading, sending].map((task) => open(task, 'app:x'));
    call(tapping, 5, 5, tap!, 1);
    send(sender!);
    receiveBlocking(tapping, tap!);
    receiveBlocking(reading, reader!);
    expect([tapping.state, reading.state]).toEqual(['running', 'running']);
    receiveBlocking(tapping, tap!);
    receiveBlocking(reading, reader!);
    // The tap has had its one copy of this second.
    send(sender!);
    expect([tapping.state, reading.state]).toEqual(['waiting_mbx', 'ready']);
  });

  it('know the earliest deadline, and end at theirs in order of waiting', () => {
    const [first, second] = [loadTask(), loadTask()];
    call(first, 5, 3, open(first, 'app:x'), BUFFER, 16, 50, 0);
    call(second, 5, 3, open(second, 'app:x'), BUFFER, 16, 20, 0);
    expect(kernel.services.nextDeadline()).toBe(20);
    kernel.services.expire(20);
    expect([first.state, second.state]).toEqual(['waiting_mbx', 'ready']);
    expect(second.processor.registers[0]).toBe(MailboxStatus.timeout);
    kernel.services.expire(50);
    expect(ofType('mailbox_timeout').map(({ pid }) => pid)).toEqual([2, 1]);
    expect(kernel.services.nextDeadline()).toBeNull();
  });
});

describe('a killed task', () => {
  it('takes its values, its commands and its mailboxes along', () => {
    const task = loadTask();
    call(task, 7, 0, 1, 1, 0, 0);
    call(task, 8, 0, 1, 1, 0, 0);
    kernel.kill(1);
    const { registry, mailboxes } = kernel.services;
    expect(registry.values.list()).toEqual([]);
    expect(registry.commands.list()).toEqual([]);
    expect(mailboxes.snapshot()).toEqual([]);
    expect(mailboxes.statistics().handles_per_pid).toEqual({});
  });

  it('leaves a mailbox that others have open until they close it', () => {
    loadTask();
    const other = loadTask();
    const handle = open(other, 'svc:stdio.out@1');
    kernel.kill(1);
    expect(mailboxOf('stdio.out')).toMatchObject({ owner_pid: 1, subscriber_count: 1 });
    call(other, 5, 6, handle);
    expect(kernel.services.mailboxes.snapshot().map(({ owner_pid }) => owner_pid)).not.toContain(1);
  });
});

describe('subscriptions to values', () => {
  const oid = 257;
  const set = (number: number) => kernel.services.registry.values.set(oid, halfFromNumber(number), { pid: 1 });

  function subscribe(task: Task, capacity = 0): number {
    putText(task, NAME, 'app:v');
    call(task, 5, 1, NAME, capacity, MailboxMode.readWrite);
    expect(call(task, 7, 5, oid, NAME)).toBe(0);
    return task.processor.registers[1]!;
  }

  beforeEach(() => {
    call(loadTask(), 7, 0, 1, 1, 0, 0);
  });

  it('end with the handle', () => {
    const other = loadTask();
    const handle = subscribe(other);
    set(1);
    expect(mailboxOf('v')).toMatchObject({ queue_depth: 1 });
    call(other, 5, 6, handle);
    set(2);
    expect(mailboxOf('v')).toMatchObject({ queue_depth: 1 });
    expect(kernel.services.registry.values.subscribers(oid)).toEqual([]);
  });

  it('end when a message finds no room, and their handle is closed', () => {
    const handle = subscribe(loadTask(), 14);
    set(1);
    set(2);
    expect(kernel.services.registry.values.subscribers(oid)).toEqual([]);
    expect(() => kernel.services.mailboxes.handle(2, handle)).toThrow('no mailbox handle');
  });

  it('end with their task', () => {
    subscribe(loadTask());
    kernel.kill(2);
    expect(kernel.services.registry.values.subscribers(oid)).toEqual([]);
  });
});

describe('asynchronous commands', () => {
  it('post their completion, with the number that the handler returned', () => {
    const task = loadTask();
    kernel.services.registry.commands.register({ group: 4, id: 1, owner: 1, flags: 2, handler: () => 7 });
    putText(task, NAME, 'app:done');
    expect(call(task, 8, 3, 1025, 0, NAME)).toBe(0);
    const message = kernel.services.mailboxes.receive(1, task.processor.registers[1]!);
    expect([...message!.payload]).toEqual([1, 4, 0, 0, 7, 0, 0, 0]);
  });

  it('warn when their completion is lost', () => {
    const task = loadTask();
    call(task, 8, 0, 4, 1, 2, 0);
    putText(task, NAME, 'app:done');
    call(task, 5, 1, NAME, 8, MailboxMode.readWrite);
    expect(call(task, 8, 3, 1025, 0, NAME)).toBe(0);
    expect(ofType('warning')).toMatchObject([{ pid: 1, data: { reason: 'completion_lost' } }]);
  });
});
