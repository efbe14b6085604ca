import { beforeEach, describe, expect, it } from 'vitest';
import { Kernel } from '../kernel';
import { imageOf } from '../program.testing';
import type { Task } from '../task';

let events: { type: string; data: object }[];
let kernel: Kernel;
let task: Task;

beforeEach(() => {
  events = [];
  kernel = new Kernel((type, _pid, data) => events.push({ type, data }));
  task = kernel.load(imageOf('.entry main\n.text\nmain:\n RET'), 'x.hxe');
});

/** As an SVC with a module of eight bits; returns R0 as a signed number. */
function call(module: number, fn: number, ...registers: number[]): number {
  registers.forEach((value, index) => {
    task.processor.registers[index + 1] = value;
  });
  task.processor.code[task.processor.pc + 2] = (module >> 4) << 4;
  kernel.services.call(task, (module & 0xf) * 256 + fn);
  return task.processor.registers[0]!;
}

function listen(name: string): () => Uint8Array | undefined {
  const { mailboxes } = kernel.services;
  mailboxes.bind(1, name, 64, 3);
  const { number } = mailboxes.open(1, name);
  return () => mailboxes.receive(1, number)?.payload;
}

const put = (...bytes: number[]): void => task.processor.memory.set(bytes, 0x200);
const { uart, can } = { uart: 0x10, can: 0x11 };

describe('serial ports', () => {
  it('tell what is written, and loop it back to READ_POLL', () => {
    put(0x68, 0x69);
    kernel.services.devices!.uart.setLoopBack(1, true);
    expect(call(uart, 0, 1, 0x200, 2)).toBe(2);
    expect(events.at(-1)).toEqual({ type: 'uart', data: { text: 'hi', port: 1, data: '6869' } });
    expect(call(uart, 3, 1)).toBe(3);
    expect(call(uart, 1, 1, 0x300, 9)).toBe(2);
    expect([...task.processor.memory.subarray(0x300, 0x302)]).toEqual([0x68, 0x69]);
    expect(call(uart, 3, 1)).toBe(1);
  });

  it('post to a mailbox, in chunks of 32', () => {
    const receive = listen('hal:uart:0:rx');
    kernel.services.devices!.uart.receive(0, new Uint8Array(40).fill(7));
    const first = receive()!;
    expect([first.length, first[0], first[1], first[33]]).toEqual([35, 0, 7, 32]);
    // 64 bytes hold one record of 35: the second one was lost, and is marked.
    expect(receive()).toBeUndefined();
    expect(call(uart, 3, 0)).toBe(1 + 4);
  });

  it('lose what nobody takes, and tell', () => {
    expect(kernel.services.devices!.uart.receive(2, new Uint8Array(300))).toBe(false);
    expect(call(uart, 3, 2)).toBe(1 + 2 + 4);
    expect(call(uart, 3, 2)).toBe(1 + 2);
  });

  it('lose nothing that just fits, and tell of a parity error once', () => {
    const { uart: ports } = kernel.services.devices!;
    expect(ports.receive(2, new Uint8Array(256))).toBe(true);
    expect(ports.receive(2, new Uint8Array(0), true)).toBe(true);
    expect(call(uart, 3, 2)).toBe(1 + 2 + 8);
    expect(call(uart, 3, 2)).toBe(1 + 2);
    const receive = listen('hal:uart:0:rx');
    ports.receive(0, new Uint8Array(1), true);
    expect(receive()![34]).toBe(8);
  });

  it('check their configuration', () => {
    expect(kernel.services.devices!.report().uart[0]).toMatchObject({ baud: 115200, parity: 'none', stop_bits: 1 });
    expect(call(uart, 2, 0, 57600, 2, 2)).toBe(0);
    expect(kernel.services.devices!.report().uart[0]).toMatchObject({ baud: 57600, parity: 'odd', stop_bits: 2 });
    expect([call(uart, 2, 0, 9600, 0, 1), call(uart, 2, 0, 300, 0, 1), call(uart, 2, 3, 9600, 0, 1)]).toEqual([
      0, -4, -4,
    ]);
    expect([call(uart, 0, 3, 0x200, 1), call(uart, 9)]).toEqual([-4, -6]);
  });
});

describe('CAN', () => {
  it('sends, loops back through its filters, and posts records', () => {
    put(1, 2, 3);
    const receive = listen('hal:can:rx');
    expect(call(can, 1, 500_000, 1)).toBe(0);
    expect(call(can, 2, 0, 0x7f0, 0x120)).toBe(0);
    expect(call(can, 0, 0x123, 0x200, 3, 0)).toBe(0);
    expect(events.some(({ type, data }) => type === 'can' && 'id' in data && data.id === 0x123)).toBe(true);
    const message = receive()!;
    expect(message).toHaveLength(20);
    expect([...message.subarray(0, 9)]).toEqual([0x23, 1, 0, 0, 3, 0, 1, 2, 3]);
    expect(call(can, 0, 0x223, 0x200, 3, 0)).toBe(0);
    expect(receive()).toBeUndefined();
  });

  it('hears the transmit call of module 2', () => {
    const receive = listen('hal:can:rx');
    kernel.services.devices!.can.setLoopBack(true);
    put(9);
    expect(call(2, 0, 0x10, 0x200, 1)).toBe(0);
    expect(receive()![6]).toBe(9);
  });

  it('refuses what is no frame', () => {
    expect([call(can, 0, 0x800, 0x200, 1, 0), call(can, 0, 1, 0x200, 9, 0), call(can, 0, 0x800, 0x200, 1, 1)]).toEqual([
      -4, -4, 0,
    ]);
    expect([call(can, 1, 1, 0), call(can, 2, 16, 0, 0), call(can, 3)]).toEqual([-4, -4, 1]);
  });
});

describe('timers', () => {
  it('post when due, and count what found no room', () => {
    const id = call(0x12, 2, 2000, 1);
    const receive = listen(`hal:timer:${id}`);
    expect(kernel.nextDeadline()).toBe(2);
    kernel.clock.advanceTo(2);
    kernel.expire();
    expect([...receive()!]).toEqual([id, 0, 0, 0, 0xd0, 7, 0, 0, 0, 0, 0, 0]);
    // Two periods at once: one event, one overrun.
    kernel.clock.advanceTo(6);
    kernel.expire();
    expect(receive()![8]).toBe(1);
    expect(kernel.nextDeadline()).toBe(8);
    expect(call(0x12, 3, id)).toBe(0);
    expect(kernel.nextDeadline()).toBeNull();
  });

  it('post to whoever has a mailbox of that name', () => {
    const other = kernel.load(imageOf('.entry main\n.text\nmain:\n RET'), 'y.hxe');
    const id = call(0x12, 2, 1000, 0);
    const { mailboxes } = kernel.services;
    mailboxes.bind(other.pid, `hal:timer:${id}`, 64, 3);
    const { number } = mailboxes.open(other.pid, `hal:timer:${id}`);
    kernel.clock.advanceTo(1);
    kernel.expire();
    expect(mailboxes.receive(other.pid, number)?.payload[0]).toBe(id);
  });

  it('fire once, and go with their task', () => {
    call(0x12, 2, 1000, 0);
    kernel.clock.advanceTo(1);
    kernel.expire();
    expect(kernel.nextDeadline()).toBeNull();
    call(0x12, 2, 1000, 1);
    kernel.kill(1);
    expect(kernel.nextDeadline()).toBeNull();
  });

  it('give the time in microseconds', () => {
    kernel.clock.advanceTo(5_000_000);
    expect(call(0x12, 0) >>> 0).toBe(5_000_000_000 - 0x100000000);
    expect(task.processor.registers[1]).toBe(1);
    expect([call(0x12, 1), call(0x12, 2, 1, 0), call(0x12, 2, 1000, 2), call(0x12, 3, 77)]).toEqual([
      1_000_000, -4, -4, -4,
    ]);
  });
});

it('FRAM keeps bytes and counts writes', () => {
  put(5, 6);
  expect([call(0x13, 1, 0x10, 0x200, 2), call(0x13, 1, 0x10, 0x200, 1)]).toEqual([2, 1]);
  expect(call(0x13, 0, 0x10, 0x300, 2)).toBe(2);
  expect([...task.processor.memory.subarray(0x300, 0x302)]).toEqual([5, 6]);
  expect([call(0x13, 3, 0x10), call(0x13, 3, 0x11), call(0x13, 2)]).toEqual([2, 1, 0x8000]);
  expect([call(0x13, 1, 0x7fff, 0x200, 2), call(0x13, 0, 0x8001, 0x300, 1), call(0x13, 3, 0x8000)]).toEqual([
    1, -4, -4,
  ]);
});

it('pins are driven by both sides and tell of edges', () => {
  const { gpio } = kernel.services.devices!;
  const receive = listen('hal:gpio:3');
  expect([call(0x15, 0, 3), call(0x15, 2, 3, 0, 1), call(0x15, 0, 3)]).toEqual([0, 0, 1]);
  expect(call(0x15, 3, 3, 2, 1)).toBe(0);
  expect(gpio.set(3, 0)).toBe(true);
  expect([...receive()!.subarray(0, 4)]).toEqual([3, 2, 0, 0]);
  gpio.set(3, 1);
  expect(receive()).toBeUndefined();
  expect(call(0x15, 1, 3, 1)).toBe(-4);
  expect([call(0x15, 2, 4, 1, 0), call(0x15, 1, 4, 1), call(0x15, 0, 4)]).toEqual([0, 0, 1]);
  expect(gpio.set(4, 0)).toBe(false);
  expect(events.at(-1)).toEqual({ type: 'gpio', data: { pin: 4, value: 1 } });
});

it('files of module 0x14 obey their flags', () => {
  const name = (text: string): void => task.processor.memory.set(new TextEncoder().encode(`${text}\0`), 0x400);
  name('f');
  expect(call(0x14, 0, 0x400, 1)).toBe(-1);
  expect(call(0x14, 0, 0x400, 0)).toBe(-4);
  const writer = call(0x14, 0, 0x400, 2 | 4);
  put(0x61, 0x62);
  expect(call(0x14, 2, writer, 0x200, 2)).toBe(2);
  expect(call(0x14, 1, writer, 0x300, 2)).toBe(0);
  const appender = call(0x14, 0, 0x400, 3 | 0x10);
  expect([call(0x14, 1, appender, 0x300, 1), call(0x14, 2, appender, 0x200, 1)]).toEqual([1, 1]);
  const reader = call(0x14, 0, 0x400, 1);
  expect([call(0x14, 1, reader, 0x300, 9), call(0x14, 2, reader, 0x200, 1)]).toEqual([3, 0]);
  call(0x14, 0, 0x400, 2 | 8);
  expect(kernel.services.files.usage().bytes).toBe(4);
});

it('without devices, module numbers have four bits', () => {
  kernel = new Kernel(() => {}, { hal: 'none' });
  task = kernel.load(imageOf('.entry main\n.text\nmain:\n RET'), 'x.hxe');
  task.processor.steps = 5;
  expect(call(0x10, 0)).toBe(5);
});
