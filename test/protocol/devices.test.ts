/** Simulated devices over TCP. */

import { beforeEach, expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { Client } from './client';
import { serveEachTest } from './served';

/** Waits for a message of a mailbox, then returns its length in R0. */
const listens = (mailbox: string): string =>
  Buffer.from(
    imageBytes(`.entry main
.text
main:
 LDI32 R1, name
 LDI R2, 0
 SVC MOD=5, FN=0
 LDI32 R2, 512
 LDI R3, 64
 LDI32 R4, 65535
 LDI R5, 0
 SVC MOD=5, FN=3
 MOV R0, R1
 RET
.data
name:
 .asciz "${mailbox}"`),
  ).toString('base64');

const served = serveEachTest();
let client: Client;

beforeEach(async () => {
  client = await served.open();
});

const task = async () => {
  const { tasks } = await client.request({ cmd: 'ps' });
  return (tasks as { tasks: object[] }).tasks[0];
};

const run = async (mailbox: string): Promise<void> => {
  await client.request({ cmd: 'load', path: 'listener.hxe', image: listens(mailbox) });
  await client.request({ cmd: 'step', steps: 40 });
  expect(await task()).toMatchObject({ state: 'waiting_mbx' });
};

it('lets bytes arrive at a serial port, for a program that waits for them', async () => {
  await run('hal:uart:1:rx');
  expect(await client.request({ cmd: 'device.uart', port: 1, data: 'hé' })).toMatchObject({
    length: 3,
    complete: true,
  });
  await client.request({ cmd: 'step', steps: 10 });
  expect(await task()).toMatchObject({ state: 'returned', exit_status: 35 });
});

it('lets a frame arrive on the CAN bus', async () => {
  await run('hal:can:rx');
  expect(await client.request({ cmd: 'device.can', id: 0x123, data_hex: '01ff' })).toMatchObject({ taken: 1 });
  expect(await client.request({ cmd: 'device.can', id: 0x800 })).toMatchObject({
    error: 'a CAN frame has 11 or 29 bits of identifier and up to 8 bytes',
  });
  await client.request({ cmd: 'step', steps: 10 });
  expect(await task()).toMatchObject({ state: 'returned', exit_status: 20 });
});

it('lets devices hear themselves, and marks spoiled bytes', async () => {
  expect(await client.request({ cmd: 'device.loopback', port: 1, on: true })).toMatchObject({ status: 'ok' });
  expect(await client.request({ cmd: 'device.loopback', on: true })).toMatchObject({ status: 'ok' });
  expect(await client.request({ cmd: 'device.loopback', port: 9, on: true })).toMatchObject({
    error: 'there is no serial port 9: use 0, 1 or 2',
  });
  await client.request({ cmd: 'device.uart', port: 2, data: 'x', parity_error: true });
  const { devices } = await client.request({ cmd: 'device.list' });
  expect(devices).toMatchObject({
    uart: [{ loop_back: false }, { loop_back: true, baud: 115200 }, { parity_error: true, overrun: false }],
    can: { loop_back: true, bit_rate: 125000, filters: [] },
  });
});

it('drives pins and shows all devices', async () => {
  expect(await client.request({ cmd: 'device.gpio', pin: 3, value: 1 })).toMatchObject({ status: 'ok' });
  expect(await client.request({ cmd: 'device.uart', port: 0, data_hex: '0102' })).toMatchObject({ length: 2 });
  const { devices } = await client.request({ cmd: 'device.list' });
  expect(devices).toMatchObject({
    uart: [{ port: 0, waiting: 2 }, { port: 1, waiting: 0 }, { port: 2 }],
    timers: [],
    fram: { size: 32768 },
  });
  expect((devices as { gpio: object[] }).gpio[3]).toEqual({ pin: 3, mode: 'input', level: 1 });
});

it.each([
  [{ cmd: 'device.uart', port: 9, data: 'x' }, 'there is no serial port 9: use 0, 1 or 2'],
  [{ cmd: 'device.uart', port: 0 }, "device.uart requires 'data' or 'data_hex'"],
  [{ cmd: 'device.gpio', pin: 99, value: 0 }, 'pin 99 is no input: use an input of 0 to 15'],
  [{ cmd: 'device.gpio', pin: 1, value: 2 }, "'value' must be at most 1, got 2"],
])('refuses what cannot be: %j', async (request, error) => {
  expect(await client.request(request)).toMatchObject({ status: 'error', error });
});
