import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
});
afterEach(() => client.stop());

async function read(memoryReference: string, count: number, offset = 0) {
  const { body } = await client.dc.customRequest('readMemory', { memoryReference, count, offset });
  return { ...body, data: [...Buffer.from(body.data, 'base64')] };
}

const write = (memoryReference: string, bytes: number[], more = {}) =>
  client.dc.customRequest('writeMemory', { memoryReference, data: Buffer.from(bytes).toString('base64'), ...more });

const disassemble = async (args: Record<string, unknown>) =>
  (await client.dc.customRequest('disassemble', args)).body.instructions;

it('reads data and code', async () => {
  expect(await read('data:1:0x4000', 4)).toEqual({ address: 'data:1:0x4000', data: [1, 0, 2, 0] });
  expect(await read('0x4000', 2, 2)).toEqual({ address: 'data:1:0x4002', data: [2, 0] });
  expect((await read('code:1:0x0', 4)).data).toEqual([0x40, 7, 0, 0]);
});

it('tells which bytes do not exist', async () => {
  expect(await read('data:1:0xFFFE', 8)).toEqual({ address: 'data:1:0xFFFE', data: [0, 0], unreadableBytes: 6 });
  expect(await read('data:1:0x0', 4, -4)).toMatchObject({ data: [], unreadableBytes: 4 });
  expect(await read('code:1:0x1000', 4)).toMatchObject({ data: [], unreadableBytes: 4 });
  expect(await client.failure(read('data:2:0x0', 4))).toBe('there is no task with pid 2');
  expect(await client.failure(read('somewhere', 4))).toContain('"somewhere" is no address');
});

it('writes data and tells every view of it', async () => {
  await read('data:1:0x4000', 16);
  await read('data:1:0x4010', 16);
  expect((await write('data:1:0x4010', [9, 8], { offset: 2 })).body).toEqual({ bytesWritten: 2 });
  expect((await read('data:1:0x4012', 2)).data).toEqual([9, 8]);
  expect(client.events.filter(({ event }) => event === 'memory').map(({ body }) => body)).toEqual([
    { memoryReference: 'data:1:0x4000', offset: 0x12, count: 2 },
    { memoryReference: 'data:1:0x4010', offset: 2, count: 2 },
  ]);
  expect(client.eventNames()).toContain('invalidated');
});

it('tells at every stop of the memory that was looked at', async () => {
  await read('data:1:0x4000', 16);
  await read('data:1:0x4000', 8, 0x20);
  const told = client.dc.waitForEvent('memory');
  await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect((await told).body).toEqual({ memoryReference: 'data:1:0x4000', offset: 0, count: 0x28 });
  expect(client.eventNames().slice(-2)).toEqual(['stopped', 'memory']);
});

it('refuses what cannot be written', async () => {
  expect(await client.failure(write('code:1:0x0', [0]))).toBe('code cannot be written: it is immutable');
  expect(await client.failure(write('data:1:0xFFFF', [1, 2]))).toContain('data memory ends at 0xFFFF');
  expect((await write('data:1:0xFFFF', [1, 2], { allowPartial: true })).body).toEqual({ bytesWritten: 1 });
});

it('disassembles with symbols and source', async () => {
  const rows = await disassemble({ memoryReference: '0x0000', instructionCount: 6, resolveSymbols: true });
  expect(rows[0]).toMatchObject({
    address: '0x0000',
    instruction: 'PUSH R7',
    instructionBytes: '40070000',
    symbol: 'main',
    location: { path: counter },
    line: 6,
  });
  expect(rows.map(({ address }: { address: string }) => address)).toEqual([
    '0x0000',
    '0x0004',
    '0x0008',
    '0x0010',
    '0x0018',
    '0x001C',
  ]);
  expect(rows[2]).toMatchObject({ instruction: 'LDI32 R4, 0x00004000', instructionBytes: '60400000 00004000' });
});

it('disassembles backwards and pads outside the code', async () => {
  const window = { memoryReference: '0x0010', instructionOffset: -5, instructionCount: 400 };
  const rows = await disassemble(window);
  expect(rows).toHaveLength(400);
  expect(rows.slice(0, 6).map(({ address }: { address: string }) => address)).toEqual([
    '-8',
    '-4',
    '0x0000',
    '0x0004',
    '0x0008',
    '0x0010',
  ]);
  expect(rows[0]).toMatchObject({ instruction: '(no code)', presentationHint: 'invalid' });
  expect(rows[399]).toMatchObject({ instruction: '(no code)', presentationHint: 'invalid' });
  const addresses = rows.map(({ address }: { address: string }) => BigInt(address));
  expect(addresses.every((address: bigint, index: number) => index === 0 || address > addresses[index - 1])).toBe(true);
});

it('points from frames into the disassembly', async () => {
  const [frame] = await client.frames();
  const [row] = await disassemble({ memoryReference: frame?.instructionPointerReference, instructionCount: 1 });
  expect(row.address).toBe(frame?.instructionPointerReference);
});

it('shows a listing where there is no source', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const image = await folder.image(fib);
  await client.stop();
  client = await Client.start();
  const entry = await client.untilStop(() => client.launch({ program: image, stopOnEntry: true }));
  const [frame] = await client.frames();
  expect(frame?.source).toMatchObject({ sourceReference: 1, presentationHint: 'deemphasize' });
  const { content } = (await client.dc.sourceRequest({ sourceReference: 1 })).body;
  expect(content.split('\n')[entry.line - 1]).toContain('PUSH R7');
  const { body } = await client.dc.setBreakpointsRequest({
    source: { sourceReference: 1 },
    breakpoints: [{ line: entry.line + 2 }],
  });
  expect(body.breakpoints).toMatchObject([{ verified: true, line: entry.line + 2 }]);
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: entry.line + 2 });
  expect((await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }))).line).toBe(entry.line + 3);
});

it('lists the sources', async () => {
  await client.stop();
  client = await Client.start();
  await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true }));
  const { body } = await client.dc.customRequest('loadedSources');
  expect(body.sources.map(({ name }: { name: string }) => name)).toEqual([
    'fib_frames.mvasm',
    'console.mvasm',
    'fib_frames (pid 1) listing',
  ]);
});
