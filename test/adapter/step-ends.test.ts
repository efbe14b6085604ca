/** Where steps end: by granularity, behind services that wait, and beside code that the compiler made up. */

import { readFile, writeFile } from 'node:fs/promises';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { SymbolFile } from '../../src/toolchain/symbol-file/format';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

const fib = example('fib_frames.mvasm');
const consumer = example('mailbox_consumer.mvasm');
const producer = example('mailbox_producer.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const step = (command: 'next' | 'stepIn' | 'stepOut', granularity?: DebugProtocol.SteppingGranularity, threadId = 1) =>
  client.untilStop(() => client.dc.customRequest(command, { threadId, ...(granularity && { granularity }) }));
const place = async () => Number((await client.frames())[0]?.instructionPointerReference);

it('takes a statement for a line', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  expect(await step('next', 'statement')).toMatchObject({ reason: 'step', line: 24 });
  expect(await step('next', 'line')).toMatchObject({ line: 25 });
  expect(await step('next')).toMatchObject({ line: 26 });
});

it('steps by instructions over, into and out of calls', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  const call = await place();
  await step('stepIn', 'instruction');
  expect((await client.frames()).map(({ name }) => name)).toEqual(['fib', 'fib_main']);
  const entry = await place();
  await step('next', 'instruction');
  expect(await place()).toBe(entry + 4);
  await step('stepOut', 'instruction');
  expect(await place()).toBe(call + 4);
  expect((await client.frames()).map(({ name }) => name)).toEqual(['fib_main']);
});

it('steps over a receive that waits: it ends when the message is there', async () => {
  await client.untilStop(() => client.launch({ program: [consumer, producer] }, { [consumer]: [28] }));
  await client.setBreakpoints(consumer);
  expect(await step('next')).toMatchObject({ reason: 'step', threadId: 1, line: 29 });
  expect(await client.evaluate('R0,d')).toBe('0');
  expect(await client.evaluate('R1,d')).toBe('4');
});

it('steps out of a routine that sleeps on its way', async () => {
  const blink = example('blink_counter.mvasm');
  await client.launch({ program: blink, stopOnEntry: true });
  const [first] = await client.frames();
  const entered = await client.untilStop(() => client.dc.stepInRequest({ threadId: 1 }));
  expect(entered.name).toBe(first?.name);
  await client.untilEnd(() => client.dc.stepOutRequest({ threadId: 1 }));
  expect(client.events.find(({ event }) => event === 'exited')?.body.exitCode).toBe(6);
});

it('passes over code that the compiler made up', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const image = await folder.image(fib, { symbols: true });
  const symbols = image.replace(/hxe$/, 'sym');
  const file: SymbolFile = JSON.parse(await readFile(symbols, 'utf8'));
  const line = (number: number) => (record: { line?: number; file?: string }) =>
    record.line === number && record.file?.endsWith('fib_frames.mvasm');
  const instructions = file.instructions.map((record) =>
    [24, 25].some((number) => line(number)(record)) ? { ...record, source_kind: 'compiler' } : record,
  );
  await writeFile(symbols, JSON.stringify({ ...file, instructions }));
  await client.untilStop(() => client.launch({ program: image }, { [fib]: [23] }));
  expect(await step('next')).toMatchObject({ reason: 'step', line: 26 });
});

it('stops where a mailbox loses a message, if that is asked for', async () => {
  const overrun = program('overrun.mvasm');
  await client.dc.launchRequest({ program: overrun } as DebugProtocol.LaunchRequestArguments);
  await client.dc.customRequest('setExceptionBreakpoints', { filters: ['mailbox_overrun'] });
  const stop = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(stop).toMatchObject({ reason: 'exception', line: 17 });
  expect((await client.dc.customRequest('exceptionInfo', { threadId: 1 })).body).toMatchObject({
    exceptionId: expect.stringMatching(/mailbox|message/i),
  });
  expect(await client.evaluate('R9,d')).toBe('1');
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
});
